import { type Extent, foldExtents, foldSize, foldSums, foldTimes } from "./fold";
import type { DrawnSeries } from "./limit-series";
import { bandPath, barsPath, linePath, stackLevels } from "./plot-paths";
import { type TimeScale, endOf } from "./time-scale";

/** One path of a drawing. */
export interface Layer {
  key: string;
  d: string;
  fill: string;
  fillOpacity?: number;
  stroke?: string;
  strokeWidth?: number;
  strokeDasharray?: string | undefined;
  shapeRendering?: "crispEdges";
}

/** A bar narrower than this cannot be told from its neighbour. */
const LEAST_BAR = 2;
/** Bars wider than this have air between them. */
const AIR_FROM = 4;
const WIDEST_BAR = 28;

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
  const size = foldSize(times.length, look === "stack" ? room / LEAST_BAR : room);
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

/** The paths of folded series: the bars of a stack, or bands and the lines over them. */
export function plotLayers(
  { columns, extents, sums, bands }: FoldedSeries,
  series: readonly DrawnSeries[],
  scale: TimeScale,
  y: (value: number) => number,
): Layer[] {
  const ends = columns.map((_, i) => endOf(columns, i));
  if (sums.length > 0) {
    const bars = columns.map((start, i) => {
      const [x, width] = [scale.x(start), scale.x(ends[i]!) - scale.x(start)];
      const bar = Math.min(WIDEST_BAR, width > AIR_FROM ? width * 0.76 : width);
      return { x: x + (width - bar) / 2, width: bar };
    });
    const levels = stackLevels(sums);
    return series.map((s, i): Layer => ({
      key: s.key,
      d: barsPath(bars, levels[i]!, y),
      fill: s.color,
      shapeRendering: "crispEdges",
    }));
  }
  const middles = columns.map((start, i) => scale.x((start + ends[i]!) / 2));
  const areas = series.flatMap((s, i): Layer[] => {
    const band = bands[i];
    return band
      ? [
          {
            key: `${s.key} band`,
            d: bandPath(middles, band.lower, band.upper, y),
            fill: s.color,
            fillOpacity: 0.14,
          },
        ]
      : [];
  });
  const line = (key: string, color: string, own: (Extent | null)[], dashed = false): Layer => ({
    key,
    d: linePath(middles, own, y),
    fill: "none",
    stroke: color,
    strokeWidth: 1.6,
    strokeDasharray: dashed ? "4 3" : undefined,
  });
  const lines = series.flatMap((s, i): Layer[] => {
    const own = extents[i]!;
    const turn = s.dashedFrom === undefined ? -1 : ends.findIndex((end) => end > s.dashedFrom!);
    if (turn < 0) return [line(s.key, s.color, own, s.dashed)];
    const part = (keep: (column: number) => boolean) => own.map((extent, c) => (keep(c) ? extent : null));
    return [
      line(
        s.key,
        s.color,
        part((c) => c < turn),
      ),
      // From the last seen value on, so that the two are one line.
      line(
        `${s.key} expected`,
        s.color,
        part((c) => c >= turn - 1),
        true,
      ),
    ];
  });
  return [...areas, ...lines];
}
