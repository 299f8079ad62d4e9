import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import { figureOf } from "./figure";
import { INTERVALS, type Interval } from "./intervals";
import { resolveQuery, type MetricQuery, type ResolvedQuery } from "./metric-query";
import { metricSource } from "./metric-source";
import { groupsIn, totalsOf } from "./query-metrics";
import { queryScores } from "./query-scores";
import type { Figure } from "./series";

/** Windows that overlap: of this length, one ending at each end of an interval. */
export interface Windows {
  fromMs: number;
  toMs: number;
  interval: Extract<Interval, "5m" | "15m" | "hour">;
  lengthMs: number;
}

export interface WindowSeries {
  group: string | null;
  /** A figure for each window that lies within the range, the earliest first. */
  figures: Figure[];
}

/**
 * A metric over windows that overlap, exact as `queryMetrics` is: the cells of a window are added, not its figures. Times are
 * multiples of the interval, and so is the length.
 * @returns the largest series; what lies beyond them is left out
 * @throws Failure bad_request when the metric cannot be asked that way
 */
export async function queryWindows(
  tx: TransactionSql,
  ctx: Context,
  wanted: MetricQuery,
  { fromMs, toMs, interval, lengthMs }: Windows,
): Promise<WindowSeries[]> {
  const query = resolveQuery(
    { ...wanted, from: iso(fromMs), to: iso(toMs), interval, zone: "UTC" },
    ctx.now(),
  );
  const stepMs = INTERVALS[interval] * 1000;
  const wide = lengthMs / stepMs;
  const count = (toMs - fromMs) / stepMs - wide + 1;
  const windows = <T>(cells: readonly (readonly T[])[], figure: (own: T[]) => Figure): Figure[] =>
    Array.from({ length: Math.max(0, count) }, (_, first) => figure(cells.slice(first, first + wide).flat()));
  if (query.metric.startsWith("score:")) {
    const series = await queryScores(tx, ctx, query);
    return series
      .filter(({ other }) => !other)
      .map(({ group, points }) => ({
        group,
        figures: windows(
          points.map((point) => [point]),
          meanOf,
        ),
      }));
  }
  return cellWindows(tx, ctx, query, stepMs, windows);
}

async function cellWindows(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  stepMs: number,
  windows: <T>(cells: readonly (readonly T[])[], figure: (own: T[]) => Figure) => Figure[],
): Promise<WindowSeries[]> {
  const of = metricSource(query);
  const fromMs = Date.parse(query.from);
  const places = Math.ceil((Date.parse(query.to) - fromMs) / stepMs);
  return (await groupsIn(tx, ctx, query, of))
    .filter(({ other }) => !other)
    .map(({ group, cells }) => {
      const byPlace = Array.from({ length: places }, (): (typeof cells)[number][] => []);
      for (const cell of cells)
        byPlace[Math.floor((Date.parse(cell.at ?? "") - fromMs) / stepMs)]?.push(cell);
      return { group, figures: windows(byPlace, (own) => figureOf(query.metric, totalsOf(of, own))) };
    });
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The mean of means, by how many judgements each is of. */
function meanOf(figures: Figure[]): Figure {
  let sum = 0;
  let count = 0;
  for (const { value, count: own = 0 } of figures) {
    if (typeof value !== "number") continue;
    sum += value * own;
    count += own;
  }
  return { value: count === 0 ? null : sum / count, count };
}
