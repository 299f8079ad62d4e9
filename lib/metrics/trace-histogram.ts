import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { rangeOf, type TraceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { countedTraces, indexedWords } from "@/lib/traces/find-traces";

import { fittingInterval, pointStarts, type Interval } from "./intervals";
import { readCells } from "./read-cells";

export interface TraceHistogram {
  from: string;
  to: string;
  interval: Interval;
  /** Start of the bucket, traces that began in it, and how many of them failed. */
  buckets: { at: string; count: number; errors: number }[];
}

/** Traces and failures over time for the bar above a list: the list's filter, without its text. */
export async function traceHistogram(ctx: Context, filter: TraceFilter): Promise<TraceHistogram> {
  const { from, to } = rangeOf(filter, ctx.now());
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const interval = fittingInterval((toMs - fromMs) / 1000);
  const starts = pointStarts(fromMs, toMs, interval, "UTC").map((ms) => new Date(ms).toISOString());
  const range = { from, to, interval };
  const counts = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => countRolledUp(tx, ctx, filter, range) ?? countRows(tx, ctx, { ...filter, from, to }, starts),
    { readOnly: true },
  );
  const byStart = new Map(counts.map((one) => [Date.parse(one.at), one]));
  return {
    ...range,
    buckets: starts.map((at) => byStart.get(Date.parse(at)) ?? { at, count: 0, errors: 0 }),
  };
}

type Buckets = TraceHistogram["buckets"];

/** Words of a filter that roll-ups of traces hold, and how they call them. */
const ROLLED_UP = {
  environment: "environment",
  feature: "feature",
  release: "release",
  failure: "failure",
  answer_model: "model",
  answer_provider: "provider",
  answer_prompt_version: "prompt_version",
} as const satisfies Partial<Record<keyof TraceFilter, string>>;
/** Both outcomes are in every roll-up. */
const NOT_NARROWING = new Set<string>([...Object.keys(ROLLED_UP), "from", "to", "interval", "q", "status"]);

/** Null: the filter has words that no roll-up holds. */
function countRolledUp(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  range: { from: string; to: string; interval: Interval },
): Promise<Buckets> | null {
  const isNarrow = Object.entries(filter).some(
    ([word, value]) =>
      !NOT_NARROWING.has(word) && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  if (isNarrow) return null;
  const filters = Object.fromEntries(
    Object.entries(ROLLED_UP).map(([word, name]) => [name, filter[word as keyof typeof ROLLED_UP]]),
  );
  return readCells(tx, ctx, { source: "traces", sums: ["interactions", "errors"], filters, ...range }).then(
    (cells) =>
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
): Promise<Buckets> {
  const indexed = await indexedWords(tx, ctx, filter);
  const rows = await (indexed?.isAll
    ? tx<{ stretch: number; traces: number; errors: number }[]>`
        select * from ${countedTraces(tx, ctx, filter, indexed, starts)}`
    : tx<{ stretch: number; traces: number; errors: number }[]>`
        select width_bucket(traces.started_at, ${textArray(starts)}::timestamptz[]) as stretch, count(*) as traces,
          count(*) filter (where traces.is_error) as errors
        from traces
        where ${filterSql(tx, ctx, filter)}
        group by 1`);
  return rows.map(({ stretch, traces, errors }) => ({
    at: starts[stretch - 1] ?? "",
    count: traces,
    errors,
  }));
}
