import { upperBound, type Histogram } from "@/lib/stats/histogram";

/** Counts over time and value. A cell is exact: its edges are edges of the histograms' bins. */
export interface HeatGrid {
  /** Edges between the rows in milliseconds, ascending: row r covers what is above edges[r] and at most edges[r + 1]. */
  edgesMs: number[];
  /** counts[column][row] */
  counts: number[][];
}

const MOST_ROWS = 32;

/**
 * Histograms, one a point in time, as rows of equal height on the logarithmic scale: as many neighbouring bins a row as it
 * takes for all to fit.
 */
export function heatGrid(columns: readonly Histogram[]): HeatGrid {
  const bins = columns.flatMap(({ bins }) => bins);
  if (bins.length === 0) return { edgesMs: [], counts: columns.map(() => []) };
  const [lowest, highest] = [bins.reduce((a, b) => Math.min(a, b)), bins.reduce((a, b) => Math.max(a, b))];
  const binsARow = Math.max(1, Math.ceil((highest - lowest + 1) / (MOST_ROWS - 1)));
  // Bin i of a row r: r binsARow < i <= (r + 1) binsARow. Counted from zero, so that rows stay put while values come and go.
  const rowOf = (bin: number): number => Math.ceil(bin / binsARow) - 1;
  const first = rowOf(lowest);
  const rows = rowOf(highest) - first + 1;
  return {
    edgesMs: Array.from({ length: rows + 1 }, (_, row) => upperBound((first + row) * binsARow) / 1e6),
    counts: columns.map(({ bins, counts }) => {
      const column = Array.from({ length: rows }, () => 0);
      for (const [index, bin] of bins.entries()) {
        const row = rowOf(bin) - first;
        column[row] = (column[row] ?? 0) + (counts[index] as number);
      }
      return column;
    }),
  };
}
