import { endOf, middleOf, spanOf } from "../axis/buckets";
import type { Extent } from "./downsample";
import type { FoldedSeries } from "./fold-series";
import type { DrawnSeries } from "./limit-series";

/** One place along the time axis as the chart library takes it: `at` and a value for each `dataKey`. */
export type PlotRow = { at: number } & Record<string, number | [number, number] | null>;

/** What is drawn of a series: a line, the bars of a stack, or the area of a band. */
export interface PlotMark {
  key: string;
  dataKey: string;
  color: string;
  dashed?: boolean;
  /** Rows between two unknowns: a line of one point would be invisible. */
  lone?: ReadonlySet<number>;
}

export interface PlotRows {
  rows: PlotRow[];
  /** How many rows a column has. */
  perColumn: number;
  lines: PlotMark[];
  bands: PlotMark[];
  stack: PlotMark[];
}

/**
 * Lines: a row a column, at its middle; where columns hold several buckets, two rows at the same place, so that the line runs through
 * the lowest and the highest in the order they came.
 */
export function lineRows(
  { size, columns, extents, bands }: FoldedSeries,
  series: readonly DrawnSeries[],
): PlotRows {
  const perColumn = size > 1 ? 2 : 1;
  const rows = columns.flatMap((_, column) =>
    // A millisecond apart: two rows of the same moment would be one to the chart library.
    Array.from({ length: perColumn }, (_, k): PlotRow => ({ at: middleOf(columns, column) + k })),
  );
  const lines: PlotMark[] = [];
  const write = (mark: Omit<PlotMark, "lone">, own: readonly (Extent | null)[]) => {
    const lone = new Set<number>();
    for (const [column, extent] of own.entries()) {
      const row = column * perColumn;
      const [first, last] =
        extent === null || extent.rising ? [extent?.low, extent?.high] : [extent.high, extent.low];
      rows[row]![mark.dataKey] = first ?? null;
      if (perColumn > 1) rows[row + 1]![mark.dataKey] = last ?? null;
      if (extent && first === last && !own[column - 1] && !own[column + 1]) lone.add(row);
    }
    lines.push(lone.size > 0 ? { ...mark, lone } : mark);
  };
  for (const [i, { key, color, dashed = false, dashedFrom }] of series.entries()) {
    const own = extents[i]!;
    const turn = dashedFrom === undefined ? -1 : columns.findIndex((_, c) => endOf(columns, c) > dashedFrom);
    const part = (keep: (column: number) => boolean) => own.map((extent, c) => (keep(c) ? extent : null));
    if (turn < 0) write({ key, dataKey: `line${i}`, color, dashed }, own);
    else {
      write(
        { key, dataKey: `line${i}`, color, dashed },
        part((c) => c < turn),
      );
      // From the last seen value on, so that the two are one line.
      write(
        { key: `${key} expected`, dataKey: `expected${i}`, color, dashed: true },
        part((c) => c >= turn - 1),
      );
    }
  }
  const areas = series.flatMap(({ key, color }, i): PlotMark[] => {
    const band = bands[i];
    if (!band) return [];
    const dataKey = `band${i}`;
    for (const [row, at] of rows.entries()) {
      const column = Math.floor(row / perColumn);
      const [lower, upper] = [band.lower[column] ?? null, band.upper[column] ?? null];
      at[dataKey] = lower === null || upper === null ? null : [lower, upper];
    }
    return [{ key: `${key} band`, dataKey, color }];
  });
  return { rows, perColumn, lines, bands: areas, stack: [] };
}

/**
 * A stack: a row a column, at its middle. So narrow that bars would touch, it is drawn as steps instead, one shape a series: rows are
 * then at the columns' starts, and one more closes the last. Unknown amounts add nothing, negative ones are not drawn.
 */
export function stackRows(
  { columns, sums }: FoldedSeries,
  series: readonly DrawnSeries[],
  steps: boolean,
): PlotRows {
  const stack = series.map(({ key, color }, i): PlotMark => ({ key, color, dataKey: `bar${i}` }));
  const row = (at: number, column: number): PlotRow => {
    const own: PlotRow = { at };
    for (const [i, { dataKey }] of stack.entries()) own[dataKey] = Math.max(0, sums[i]![column] ?? 0);
    return own;
  };
  const rows = columns.map((start, c) => row(steps ? start : middleOf(columns, c), c));
  if (steps && columns.length > 0) rows.push(row(spanOf(columns)[1], columns.length - 1));
  return { rows, perColumn: 1, lines: [], bands: [], stack };
}
