/**
 * More buckets than pixels are drawn some at a time. A line keeps the lowest and the highest value of each column, so that a spike of
 * one minute stays as high as it was; amounts are added up. The table and the saved file keep every bucket.
 */

/** How many neighbouring buckets share a column. */
export const foldSize = (buckets: number, columns: number): number =>
  Math.max(1, Math.ceil(buckets / Math.max(1, Math.floor(columns))));

/** Starts of the columns. */
export const foldTimes = (times: readonly number[], size: number): readonly number[] =>
  size === 1 ? times : times.filter((_, index) => index % size === 0);

/** One column of a line. */
export interface Extent {
  low: number;
  high: number;
  /** Whether the lowest value came before the highest. */
  rising: boolean;
}

/** Lowest and highest known value of each column; null where none is known. */
export function foldExtents(values: readonly (number | null)[], size: number): (Extent | null)[] {
  const columns: (Extent | null)[] = [];
  for (let start = 0; start < values.length; start += size) {
    let extent: Extent | null = null;
    const end = Math.min(values.length, start + size);
    for (let i = start; i < end; i++) {
      const value = values[i] ?? null;
      if (value === null) continue;
      if (extent === null) extent = { low: value, high: value, rising: true };
      else if (value > extent.high) Object.assign(extent, { high: value, rising: true });
      else if (value < extent.low) Object.assign(extent, { low: value, rising: false });
    }
    columns.push(extent);
  }
  return columns;
}

/** Sum of the known values of each column; null where none is known. */
export function foldSums(values: readonly (number | null)[], size: number): (number | null)[] {
  if (size === 1) return [...values];
  const columns: (number | null)[] = [];
  for (let start = 0; start < values.length; start += size) {
    let sum: number | null = null;
    const end = Math.min(values.length, start + size);
    for (let i = start; i < end; i++) {
      const value = values[i] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    columns.push(sum);
  }
  return columns;
}
