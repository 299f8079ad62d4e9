import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";
import { metricIn } from "@/lib/metrics/query-metrics";

import type { Measure } from "./measure";
import type { QuantileName } from "./observed";
import { type LatencyScope, type LatencyDimension, startsOf } from "./scope";

/** A line of the chart: one value's quantile over time, in milliseconds. */
export interface GroupLine {
  /** null: not set. */
  value: string | null;
  /** Everything beyond the most frequent values, together. */
  other: boolean;
  /** At the same times as the page's other figures. */
  points: (number | null)[];
}

/** With the rest as many lines as a chart draws apart. */
const MOST = 6;

/** One quantile over time for each of the most frequent values of a word; the rest is one line. */
export async function linesByGroup(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  { filters, from, to, zone }: LatencyScope,
  word: LatencyDimension,
  quantile: QuantileName,
  interval: Interval,
): Promise<GroupLine[]> {
  const answer = await metricIn(tx, ctx, {
    metric: measure,
    from,
    to,
    interval,
    zone,
    group_by: word,
    top: MOST,
    ...Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, [...values]])),
  });
  const times = startsOf({ from, to, zone }, interval);
  return answer.series.map(({ group, other, points }) => {
    const byTime = new Map(points.map((point) => [Date.parse(point.at), point[quantile] ?? null]));
    return { value: group, other, points: times.map((at) => byTime.get(at) ?? null) };
  });
}
