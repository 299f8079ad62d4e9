import { type Histogram, upperBound } from "@/lib/stats/histogram";

/** A range of values, one row of a heatmap: (lower, upper]. */
export interface HeatRow {
  lower: number;
  upper: number;
}

/** How many values fell in which time and which range: `counts[time][row]`. */
export interface HeatCells {
  /** Ascending, each beginning where the one before ends, evenly spaced on a logarithmic scale. */
  rows: readonly HeatRow[];
  counts: readonly (readonly number[])[];
}

const NS_PER_MS = 1e6;
/** Rows that can be told apart at the usual height. */
const MOST_ROWS = 44;

/** Histograms of nanoseconds, one a bucket of time (null: nothing), as cells whose rows are milliseconds: whole bins together. */
export function durationCells(histograms: readonly (Histogram | null)[], mostRows = MOST_ROWS): HeatCells {
  const bins = histograms.flatMap((histogram) => [...(histogram?.bins ?? [])]);
  if (bins.length === 0) return { rows: [], counts: histograms.map(() => []) };
  const low = bins.reduce((a, b) => Math.min(a, b));
  const high = bins.reduce((a, b) => Math.max(a, b));
  const size = Math.ceil((high - low + 1) / mostRows);
  const length = Math.ceil((high - low + 1) / size);
  const rows = Array.from({ length }, (_, row) => ({
    lower: upperBound(low + row * size - 1) / NS_PER_MS,
    upper: upperBound(low + (row + 1) * size - 1) / NS_PER_MS,
  }));
  const counts = histograms.map((histogram) => {
    const column = Array.from({ length }, () => 0);
    for (const [i, bin] of (histogram?.bins ?? []).entries())
      column[Math.floor((bin - low) / size)]! += histogram!.counts[i]!;
    return column;
  });
  return { rows, counts };
}

/** More times than pixels are drawn some at a time, their counts added up. */
export function foldCells(counts: HeatCells["counts"], size: number): HeatCells["counts"] {
  if (size === 1) return counts;
  const columns: number[][] = [];
  for (const [i, column] of counts.entries()) {
    if (i % size === 0) columns.push([...column]);
    else for (const [row, count] of column.entries()) columns.at(-1)![row]! += count;
  }
  return columns;
}

/** Where a count of at least one stands between one and the largest, 0..1: by its magnitude, or one crowded cell would leave all others pale. */
export const heatOf = (count: number, max: number): number =>
  max <= 1 ? 1 : Math.log(count) / Math.log(max);
