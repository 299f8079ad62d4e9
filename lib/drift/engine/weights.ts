/** How much a series matters: a whole feature's four times as much as a segment's. */
export const IMPORTANCE = { feature: 4, segment: 1 } as const;

/**
 * Each series' part of the project's one false alarm: in proportion to its importance, together 1. Only series that are watched
 * now belong in the list: one without a model must take nothing from the others.
 */
export function weightsOf(importances: readonly number[]): number[] {
  const sum = importances.reduce((total, importance) => total + importance, 0);
  return importances.map((importance) => (sum === 0 ? 0 : importance / sum));
}
