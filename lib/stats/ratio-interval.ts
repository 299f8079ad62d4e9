import { studentT } from "./student";

/** What came in one piece of time: how many, and what they add up to. */
export interface Piece {
  count: number;
  sum: number;
}

/** With fewer pieces, as their sizes weigh, their spread says too little. */
const LEAST_PIECES = 10;

/**
 * The interval of 95 % around a mean, sum by count, of which only sums by pieces of time are kept: how far the pieces differ from
 * the common mean says how sure it is (the ratio estimator over clusters). What happens within a piece may depend on each other;
 * pieces must not, much. Source: Cochran: Sampling Techniques, 3rd edition, 6.3 and 9A.2.
 * @returns null where fewer than ten pieces, weighed by their size, say anything
 */
export function ratioInterval(pieces: readonly Piece[]): { low: number; high: number } | null {
  const count = pieces.reduce((all, one) => all + one.count, 0);
  const squares = pieces.reduce((all, one) => all + one.count ** 2, 0);
  const effective = squares === 0 ? 0 : count ** 2 / squares;
  if (effective < LEAST_PIECES) return null;
  const mean = pieces.reduce((all, one) => all + one.sum, 0) / count;
  const full = pieces.filter((one) => one.count > 0).length;
  const spread = pieces.reduce((all, one) => all + (one.sum - mean * one.count) ** 2, 0);
  const half = (studentT(effective - 1) * Math.sqrt((full / (full - 1)) * spread)) / count;
  return { low: mean - half, high: mean + half };
}
