import { endOf } from "../axis/buckets";
import type { Covered } from "./bucket-href";

/** A p95 of fewer cases than this is the largest of them. */
export const FEW_CASES = 20;
export const isFew = (count: number): boolean => count > 0 && count < FEW_CASES;

/** A stretch of time behind or over a drawing. */
export type Stretch = readonly [from: number, to: number];

/**
 * Columns of so few cases that their quantiles say little, neighbours as one stretch.
 * @param size how many buckets a column holds
 */
export function fewStretches(columns: readonly number[], size: number, counts: readonly number[]): Stretch[] {
  const stretches: [number, number][] = [];
  for (const [column, start] of columns.entries()) {
    const own = counts.slice(column * size, (column + 1) * size);
    // Of several buckets, each is drawn by its lowest and highest.
    if (!own.some(isFew)) continue;
    const last = stretches.at(-1);
    if (last?.[1] === start) last[1] = endOf(columns, column);
    else stretches.push([start, endOf(columns, column)]);
  }
  return stretches;
}

/** The first and the last column where they reach beyond the time that the figures are of. */
export function unfinishedStretches(columns: readonly number[], covered: Covered | undefined): Stretch[] {
  if (covered === undefined || columns.length === 0) return [];
  const last = columns.length - 1;
  const first: Stretch = [columns[0]!, endOf(columns, 0)];
  const end: Stretch = [columns[last]!, endOf(columns, last)];
  return [...(covered.from > first[0] && last > 0 ? [first] : []), ...(covered.to < end[1] ? [end] : [])];
}
