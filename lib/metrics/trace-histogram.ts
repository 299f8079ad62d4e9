import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { FILTER_PARAMS, isSaid, type ParamName } from "@/lib/model/filter-params";
import { figuresOf, filterFor, METRIC_DIMENSIONS, valueIn } from "@/lib/model/figure-dimensions";
import { rangeOf, type TraceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { countedTraces, indexedFilter } from "@/lib/traces/find-traces";
import { amongSql, tracesWith } from "@/lib/traces/traces-with";

import { fittingInterval, pointStarts, type Interval } from "./intervals";
import { readDataPoints } from "./read-data-points";

export interface TraceHistogram {
  from: string;
  to: string;
  interval: Interval;
  /** Start of the bucket, traces that began in it, and how many of them failed. */
  buckets: { at: string; count: number; errors: number }[];
  /** Whether the text of the filter was looked at: not where very many traces may carry it. */
  exact: boolean;
}

/** Traces and failures over time for the bar above a list: the list's filter, with its text where few traces may carry that. */
export async function traceHistogram(ctx: Context, filter: TraceFilter): Promise<TraceHistogram> {
  const { from, to } = rangeOf(filter, ctx.now());
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const interval = fittingInterval((toMs - fromMs) / 1000);
  const starts = pointStarts(fromMs, toMs, interval, "UTC").map((ms) => new Date(ms).toISOString());
  const range = { from, to, interval };
  const { counted, exact } = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const ids = await tracesWith(tx, ctx, { ...filter, from, to });
      const rolledUp = ids === null ? countRolledUp(tx, ctx, filter, range) : null;
      const counted = await (rolledUp ?? countRows(tx, ctx, { ...filter, from, to }, starts, ids));
      return { counted, exact: ids !== null || (filter.q ?? "").trim() === "" };
    },
    { readOnly: true },
  );
  const byStart = new Map(counted.map((one) => [Date.parse(one.at), one]));
  return {
    ...range,
    buckets: starts.map((at) => byStart.get(Date.parse(at)) ?? { at, count: 0, errors: 0 }),
    exact,
  };
}

type Buckets = TraceHistogram["buckets"];

/** Dimensions of interactions that roll-ups hold, with the filter that finds their values. */
const ROLLED_UP = METRIC_DIMENSIONS.flatMap((name) => {
  const found = valueIn("traces", name) === undefined ? null : filterFor("traces", name);
  return found === null || figuresOf(name).rolledUp === undefined
    ? []
    : [[name, found as ParamName] as const];
});
/** Both outcomes are in every roll-up. */
const ANSWERED = new Set<ParamName>([...ROLLED_UP.map(([, found]) => found), "status"]);

/** Null: the filter has words that no roll-up holds. */
function countRolledUp(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  range: { from: string; to: string; interval: Interval },
): Promise<Buckets> | null {
  if (filter.among !== undefined) return null;
  if (FILTER_PARAMS.some(({ name }) => !ANSWERED.has(name) && isSaid(filter[name]))) return null;
  const filters = Object.fromEntries(ROLLED_UP.map(([name, found]) => [name, filter[found]]));
  return readDataPoints(tx, ctx, {
    source: "traces",
    sums: ["interactions", "errors"],
    filters,
    ...range,
  }).then((cells) =>
    cells.map(({ at, sums }) => {
      const errors = filter.status === "ok" ? 0 : Number(sums.errors ?? 0n);
      const all = Number(sums.interactions ?? 0n);
      const count =
        filter.status === undefined
          ? all
          : filter.status === "error"
            ? errors
            : all - Number(sums.errors ?? 0n);
      return { at: new Date(at ?? range.from).toISOString(), count, errors };
    }),
  );
}

/** Counts traces themselves: through the index of words where that knows the whole filter. */
async function countRows(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  starts: readonly string[],
  ids: readonly string[] | null,
): Promise<Buckets> {
  const indexed = ids === null ? await indexedFilter(tx, ctx, filter) : null;
  const rows = await (indexed?.isAll
    ? tx<{ bucket: number; traces: number; errors: number }[]>`
        select stretch as bucket, traces, errors from ${countedTraces(tx, ctx, filter, indexed, starts)}`
    : tx<{ bucket: number; traces: number; errors: number }[]>`
        select width_bucket(traces.started_at, ${textArray(starts)}::timestamptz[]) as bucket, count(*) as traces,
          count(*) filter (where traces.is_error) as errors
        from traces
        where ${filterSql(tx, ctx, filter)} and ${amongSql(tx, ids)}
        group by 1`);
  return rows.map(({ bucket, traces, errors }) => ({
    at: starts[bucket - 1] ?? "",
    count: traces,
    errors,
  }));
}
