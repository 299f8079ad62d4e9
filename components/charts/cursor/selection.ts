/** The look of what is being chosen, by pointer or by keys. */
export const CHOSEN = {
  "data-testid": "chart-selection",
  fill: "var(--accent-fill)",
  fillOpacity: 0.14,
  stroke: "var(--accent)",
  strokeOpacity: 0.6,
  ifOverflow: "hidden",
  zIndex: 1100,
} as const;
