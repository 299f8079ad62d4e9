/** Of how many, how many were within the threshold; good may be a fraction, see lib/stats/count-below.ts. */
export interface Kept {
  good: number;
  total: number;
}

export interface ErrorBudget {
  /** Share within the threshold; null: nothing was observed. */
  share: number | null;
  /** What is left of the share that may miss it: 1 untouched, 0 used up, below 0 overdrawn; null: nothing was observed. */
  left: number | null;
}

/** @param target share that must be within the threshold, below 1 */
export function errorBudget({ good, total }: Kept, target: number): ErrorBudget {
  if (total === 0) return { share: null, left: null };
  return { share: good / total, left: 1 - (total - good) / ((1 - target) * total) };
}

/**
 * How fast the budget is used: 1 uses it up exactly by the end of the objective's window, 2 in half of that time.
 * @returns null when nothing was observed
 */
export const burnRate = ({ good, total }: Kept, target: number): number | null =>
  total === 0 ? null : (total - good) / total / (1 - target);

/**
 * What was left of the window's budget at the end of each of its parts. The budget is that of all the window's traffic, so
 * that the course ends at what is left now and each part's step down is its own share of the misses.
 */
export function budgetHistory(parts: readonly Kept[], target: number): (number | null)[] {
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  if (total === 0) return parts.map(() => null);
  const allowed = (1 - target) * total;
  let missed = 0;
  return parts.map((part) => {
    missed += part.total - part.good;
    return 1 - missed / allowed;
  });
}
