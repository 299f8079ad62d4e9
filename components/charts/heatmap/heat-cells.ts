import { binOf, type Histogram, merge, quantile, upperBound } from "@/lib/stats/histogram";

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

/** A few values that lie a factor of ten below all others would take most of the height: the first row begins at 0 and holds them. */
const FEW = 0.02;
const FAR_BINS = binOf(10);

function lowOf(histograms: readonly (Histogram | null)[], lowest: number): number {
  const all = merge(histograms.filter((histogram) => histogram !== null));
  const usual = quantile(all, FEW);
  const low = usual === null ? lowest : binOf(usual);
  return low - lowest > FAR_BINS ? low : lowest;
}

/** Histograms of nanoseconds, one a bucket of time (null: nothing), as cells whose rows are milliseconds: whole bins together. */
export function durationCells(histograms: readonly (Histogram | null)[], mostRows = MOST_ROWS): HeatCells {
  const bins = histograms.flatMap((histogram) => [...(histogram?.bins ?? [])]);
  if (bins.length === 0) return { rows: [], counts: histograms.map(() => []) };
  const lowest = bins.reduce((a, b) => Math.min(a, b));
  const low = lowOf(histograms, lowest);
  const high = bins.reduce((a, b) => Math.max(a, b));
  const size = Math.ceil((high - low + 1) / mostRows);
  const length = Math.ceil((high - low + 1) / size);
  const rows = Array.from({ length }, (_, row) => ({
    lower: row === 0 && low > lowest ? 0 : upperBound(low + row * size - 1) / NS_PER_MS,
    upper: upperBound(low + (row + 1) * size - 1) / NS_PER_MS,
  }));
  const counts = histograms.map((histogram) => {
    const column = Array.from({ length }, () => 0);
    for (const [i, bin] of (histogram?.bins ?? []).entries())
      column[Math.max(0, Math.floor((bin - low) / size))]! += histogram!.counts[i]!;
    return column;
  });
  return { rows, counts };
}

/** Where the first row is drawn from: as high as the others on a logarithmic scale, which has no 0. */
export function drawnFrom([first, second]: readonly HeatRow[]): number {
  if (first === undefined) return 1;
  if (first.lower > 0) return first.lower;
  return second === undefined ? first.upper / 2 : (first.upper * second.lower) / second.upper;
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
