import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";
import { type DataPoint, readDataPoints } from "@/lib/metrics/read-data-points";

import { type FailureGroup, type LatencyScope, startsOf } from "./scope";

/** One kind of failure of one provider (or model, or feature). */
export interface FailureRow {
  failure: string;
  value: string | null;
  calls: number;
  /** Of all steps with that value, failed or not. */
  share: number;
  /** What those of them cost that another attempt replaced. */
  replacedCostNanoUsd: bigint;
}

export interface Failures {
  rows: FailureRow[];
  /** Steps, failed or not. */
  calls: number;
  failed: number;
  /** Steps that repeat an earlier one, and how many of them are model calls, which cost. */
  retries: number;
  callRetries: number;
  /** Calls that another model or provider repeats, and what the replaced attempts cost. */
  fallbacks: number;
  retryCostNanoUsd: bigint;
  /** Interactions that failed in the end, as every page counts them: not those whose answer was only kept back. */
  failedInteractions: number;
  failedCostNanoUsd: bigint;
  /** Starts of the points, epoch milliseconds, and failures by kind at each. */
  times: number[];
  trend: { failure: string; values: number[] }[];
}

/** Which steps and interactions failed and why, and what trying again took. */
export async function failures(
  tx: TransactionSql,
  ctx: Context,
  scope: LatencyScope,
  group: FailureGroup,
  interval: Interval,
): Promise<Failures> {
  const { filters, from, to, zone } = scope;
  const period = { from, to, zone, filters };
  const [cells, overTime, interactions, modelCalls] = await Promise.all([
    readDataPoints(tx, ctx, {
      ...period,
      source: "calls",
      sums: ["calls", "retries", "fallbacks", "retry_cost_nano_usd"],
      interval: "range",
      groupBy: [group, "failure"],
    }),
    readDataPoints(tx, ctx, { ...period, source: "calls", sums: ["calls"], interval, groupBy: ["failure"] }),
    readDataPoints(tx, ctx, {
      ...period,
      source: "traces",
      sums: ["errors", "failed_cost_nano_usd"],
      interval: "range",
    }),
    readDataPoints(tx, ctx, {
      ...period,
      source: "calls",
      sums: ["retries"],
      interval: "range",
      filters: { ...filters, kind: ["llm", "embedding"] },
    }),
  ]);
  const rows = rowsOf(cells);
  const sum = (name: string): bigint => cells.reduce((all, { sums }) => all + (sums[name] ?? 0n), 0n);
  const times = startsOf(scope, interval);
  return {
    rows,
    calls: Number(sum("calls")),
    failed: rows.reduce((all, { calls }) => all + calls, 0),
    retries: Number(sum("retries")),
    callRetries: Number(modelCalls[0]?.sums.retries ?? 0n),
    fallbacks: Number(sum("fallbacks")),
    retryCostNanoUsd: sum("retry_cost_nano_usd"),
    failedInteractions: Number(interactions[0]?.sums.errors ?? 0n),
    failedCostNanoUsd: interactions[0]?.sums.failed_cost_nano_usd ?? 0n,
    times,
    trend: trendOf(overTime, times, from),
  };
}

/** Failures of each value, the most frequent first, as shares of its steps. */
function rowsOf(cells: readonly DataPoint[]): FailureRow[] {
  const callsOf = new Map<string | null, number>();
  for (const { groups, sums } of cells) {
    const value = groups[0] ?? null;
    callsOf.set(value, (callsOf.get(value) ?? 0) + Number(sums.calls ?? 0n));
  }
  return cells
    .flatMap(({ groups: [value = null, failure], sums }): FailureRow[] => {
      const calls = Number(sums.calls ?? 0n);
      return failure === null || failure === undefined || calls === 0
        ? []
        : [
            {
              failure,
              value,
              calls,
              share: calls / (callsOf.get(value) ?? calls),
              replacedCostNanoUsd: sums.retry_cost_nano_usd ?? 0n,
            },
          ];
    })
    .sort((a, b) => b.calls - a.calls || a.failure.localeCompare(b.failure));
}

/** Failures by kind at each point, the most frequent kind first. @param from where a point stands that says no time */
function trendOf(cells: readonly DataPoint[], times: readonly number[], from: string): Failures["trend"] {
  const place = new Map(times.map((at, index) => [at, index]));
  const trend = new Map<string, number[]>();
  for (const { at, groups, sums } of cells) {
    const failure = groups[0];
    const index = place.get(Date.parse(at ?? from));
    if (failure === null || failure === undefined || index === undefined) continue;
    const values = trend.get(failure) ?? times.map(() => 0);
    values[index] = (values[index] ?? 0) + Number(sums.calls ?? 0n);
    trend.set(failure, values);
  }
  return [...trend]
    .map(([failure, values]) => ({ failure, values }))
    .sort((a, b) => sumOf(b.values) - sumOf(a.values));
}

const sumOf = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
