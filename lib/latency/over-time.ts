import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { EMPTY_HISTOGRAM, type Histogram } from "@/lib/stats/histogram";

import { MEASURE, type Measure } from "./measure";
import { observedOf, quantilesOf, type Observed, type QuantileName } from "./observed";
import { measureQuery, type LatencyScope, startsOf } from "./scope";

/** A measure over time: its quantiles and how its values are spread, point by point, and all of it together. */
export interface LatencyOverTime {
  /** Starts of the points, epoch milliseconds. */
  times: number[];
  lines: Record<QuantileName, (number | null)[]>;
  /** How the values of each point are spread. */
  spread: Histogram[];
  all: Observed;
}

/** One read for the lines and the heatmap. @throws Failure bad_request */
export async function latencyOverTime(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  scope: LatencyScope,
  interval: Interval,
): Promise<LatencyOverTime> {
  const cells = await readDataPoints(tx, ctx, { ...measureQuery(measure, scope), interval });
  const times = startsOf(scope, interval);
  const byTime = new Map<number, DataPoint>(cells.map((cell) => [Date.parse(cell.at ?? scope.from), cell]));
  const columns = times.map(
    (at) => byTime.get(at)?.histograms[MEASURE[measure].histogram] ?? EMPTY_HISTOGRAM,
  );
  const quantiles = columns.map(quantilesOf);
  return {
    times,
    lines: {
      p50: quantiles.map(({ p50 }) => p50),
      p90: quantiles.map(({ p90 }) => p90),
      p95: quantiles.map(({ p95 }) => p95),
      p99: quantiles.map(({ p99 }) => p99),
    },
    spread: columns,
    all: observedOf(cells, measure),
  };
}
