import { type Extent, foldExtents, foldSize, foldSums, foldTimes } from "./downsample";
import type { DrawnSeries } from "./limit-series";

/** A bar narrower than this cannot be told from its neighbour; a column of a line has two points, one for each pixel. */
const LEAST_COLUMN = 2;
/** Axis and names beside a drawing, roughly: how many columns are drawn need not be exact. */
const MARGIN = 64;

/** Series with as many columns as can be told apart. */
export interface FoldedSeries {
  /** How many buckets a column holds. */
  size: number;
  /** Starts of the columns. */
  columns: readonly number[];
  /** By series and column: lines have extents, stacks have sums. */
  extents: (Extent | null)[][];
  sums: (number | null)[][];
  bands: ({ lower: (number | null)[]; upper: (number | null)[] } | null)[];
  /** The largest value, or the tallest stack. */
  max: number;
}

/** @param width of the whole drawing in pixels */
export function foldSeries(
  look: "lines" | "stack",
  times: readonly number[],
  series: readonly DrawnSeries[],
  width: number,
): FoldedSeries {
  const room = Math.max(1, width - MARGIN);
  // Lines are left alone as long as each bucket has a pixel.
  const fits = look === "lines" && times.length <= room;
  const size = fits ? 1 : foldSize(times.length, room / LEAST_COLUMN);
  const columns = foldTimes(times, size);
  const none = { extents: [], sums: [], bands: [] };
  if (look === "stack") {
    const sums = series.map((s) => foldSums(s.values, size));
    const max = columns.reduce(
      (top, _, c) =>
        Math.max(
          top,
          sums.reduce((sum, own) => sum + Math.max(0, own[c] ?? 0), 0),
        ),
      0,
    );
    return { ...none, size, columns, sums, max };
  }
  const extents = series.map((s) => foldExtents(s.values, size));
  const bands = series.map(({ band }) =>
    band
      ? {
          lower: foldExtents(band.lower, size).map((extent) => extent?.low ?? null),
          upper: foldExtents(band.upper, size).map((extent) => extent?.high ?? null),
        }
      : null,
  );
  let max = 0;
  for (const own of extents) for (const extent of own) max = Math.max(max, extent?.high ?? 0);
  for (const band of bands) for (const value of band?.upper ?? []) max = Math.max(max, value ?? 0);
  return { ...none, size, columns, extents, bands, max };
}
