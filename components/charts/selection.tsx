/** What is being chosen, by pointer or by keys. */
export const Selection = (box: { x: number; y: number; width: number; height: number }) => (
  <rect
    data-testid="chart-selection"
    {...box}
    fill="var(--accent-fill)"
    fillOpacity={0.14}
    stroke="var(--accent)"
    strokeOpacity={0.6}
    pointerEvents="none"
  />
);
