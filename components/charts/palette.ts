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

/**
 * Colours of values of a dimension, by their names: a feature looks the same on every page and in whatever place. Two names may
 * want the same colour; then the one that comes later in the alphabet takes the next free one.
 */
export function colorsByName(names: readonly string[]): Map<string, string> {
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  for (const name of names.toSorted()) {
    const wanted = hashOf(name) % MAX_SERIES;
    const free = CATEGORICAL.map((_, n) => (wanted + n) % MAX_SERIES).find((n) => !taken.has(n));
    if (free !== undefined) taken.add(free);
    colors.set(name, free === undefined ? OTHER_COLOR : categoryColor(free));
  }
  return colors;
}

/** FNV-1a: short, and the same in every version of every browser. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
