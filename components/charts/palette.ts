/** Categories in order; they stay apart in the three common colour-vision deficiencies (palette.test.ts measures it). */
export const CATEGORICAL = [1, 2, 3, 4, 5, 6, 7].map((n) => `var(--series-${n})`);
export const OTHER_COLOR = "var(--series-other)";
export const MAX_SERIES = CATEGORICAL.length;

/** Shades of one hue for quantiles of one thing; the outer ones stand out more. */
export const QUANTILE_COLORS = {
  p50: "var(--q1)",
  p75: "var(--q2)",
  p90: "var(--q2)",
  p95: "var(--q3)",
  p99: "var(--q4)",
} as const;
export type Quantile = keyof typeof QUANTILE_COLORS;

/** The colour of the nth series without one of its own. */
export const categoryColor = (index: number): string => CATEGORICAL[index] ?? OTHER_COLOR;
