import type { ISql } from "postgres";

import { textArray, uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { FILTER_PARAMS, isSaid, type FilterParam } from "@/lib/model/filter-params";
import type { SpanKind } from "@/lib/model/kind";
import { SPAN_SQL } from "@/lib/model/span-sql";

import { rangeOf, type TraceFilter } from "./filter";
import { promptVersionSql } from "./prompt-version-sql";
import { judgedSql } from "./score-condition";
import { amountOf, columnCondition, columnSql, meansTrue, storedValues } from "./trace-condition";
import type { Fragment } from "./trace-condition";

/** `project.shardKeys` as a literal for `shard_key = any(…::int[])`. */
export const shardList = (ctx: Pick<Context, "project">): string => `{${ctx.project.shardKeys.join(",")}}`;

const and = (sql: ISql, conditions: readonly Fragment[]): Fragment =>
  conditions.reduce<Fragment>((all, condition) => sql`${all} and ${condition}`, sql`true`);

/** Which project, shards, time and ids: what every query of `traces` says. Columns are of a table or alias `traces`. */
export function scopeSql(
  sql: ISql,
  ctx: Context,
  filter: Pick<TraceFilter, "from" | "to" | "among">,
): Fragment {
  const { among } = filter;
  const { from, to } = rangeOf(filter, ctx.now());
  return sql`traces.project_id = ${ctx.project.id}
    and traces.shard_key = any(${shardList(ctx)}::int[])
    and traces.started_at >= ${from}::timestamptz
    and traces.started_at < ${to}::timestamptz
    ${among === undefined ? sql`` : sql`and traces.trace_id = any(${uuidArray(among)}::uuid[])`}`;
}

/** The whole filter but `q`, as a condition on `traces`. */
export function filterSql(sql: ISql, ctx: Context, filter: TraceFilter): Fragment {
  const said = FILTER_PARAMS.filter(({ name }) => isSaid(filter[name]));
  const ofTrace = said
    .filter((param) => param.filter.trace !== undefined)
    .map((param) => ofTraceSql(sql, ctx, param, filter[param.name]));
  const judged = said
    .filter((param) => param.filter.judged)
    .map((param) => judgedSql(sql, ctx, filter[param.name] as string[]));
  const ofSpans = said.filter((param) => param.filter.span !== undefined);
  // Bounds are of one span: a call of at least a second and at most two. Values may be of several.
  const bounds = ofSpans.filter(({ bound }) => bound !== undefined);
  const groups = [...ofSpans.filter(({ bound }) => bound === undefined).map((param) => [param]), bounds];
  return and(sql, [
    scopeSql(sql, ctx, filter),
    ...ofTrace,
    ...judged,
    ...groups.filter((group) => group.length > 0).map((group) => holdsSpan(sql, ctx, filter, group)),
  ]);
}

function ofTraceSql(sql: ISql, ctx: Context, param: FilterParam, value: unknown): Fragment {
  const condition = isSo(sql, ctx, param, value);
  // What has no value is none of them.
  return param.bound === "not" ? sql`coalesce(not (${condition}), true)` : condition;
}

function isSo(sql: ISql, ctx: Context, param: FilterParam, value: unknown): Fragment {
  const { trace, stored } = param.filter;
  if (trace !== undefined && "is" in trace) return sql`${sql.unsafe(trace.is)} = ${meansTrue(param, value)}`;
  if (trace !== undefined && "list" in trace && stored === "fingerprint")
    return promptVersionSql(sql, ctx, value as string[]);
  const condition = columnCondition(param, value);
  if (condition === null) throw new Error(`${param.name} says nothing of a trace`);
  return columnSql(sql, condition);
}

/** Kinds that are counted on the trace; the others are looked for among its spans. */
const COUNTED: Partial<Record<SpanKind, string>> = {
  llm: "llm_count",
  tool: "tool_count",
  retrieval: "retrieval_count",
};

/** Traces with one span that is all that the parameters say. They are of the same kinds. */
function holdsSpan(sql: ISql, ctx: Context, filter: TraceFilter, params: readonly FilterParam[]): Fragment {
  const [one] = params;
  if (one?.dimension === "kind") return holdsKind(sql, ctx, filter, filter.kind);
  const kinds = one?.filter.span?.kinds;
  return withSpan(sql, ctx, filter, [
    ...(kinds === undefined ? [] : [kindsSql(sql, kinds)]),
    ...params.map((param) => ofSpanSql(sql, param, filter[param.name])),
  ]);
}

function ofSpanSql(sql: ISql, { filter: { span, stored }, bound }: FilterParam, wanted: unknown): Fragment {
  const value = sql.unsafe(span?.value ?? "null");
  if (bound === undefined)
    return sql`${value} = any(${textArray(storedValues(stored, wanted as string[]))}::text[])`;
  return sql`${value} ${sql.unsafe(bound === "min" ? ">=" : "<=")} ${amountOf(wanted)}::bigint`;
}

const kindsSql = (sql: ISql, kinds: readonly string[]): Fragment =>
  sql`${sql.unsafe(SPAN_SQL.kind)} = any(${textArray(kinds)}::text[])`;

function holdsKind(sql: ISql, ctx: Context, filter: TraceFilter, kinds: readonly SpanKind[]): Fragment {
  const either = kinds.flatMap((kind) => {
    const counted = COUNTED[kind];
    return counted === undefined ? [] : [sql`traces.${sql(counted)} > 0`];
  });
  const others = kinds.filter((kind) => COUNTED[kind] === undefined);
  if (others.length > 0) either.push(withSpan(sql, ctx, filter, [kindsSql(sql, others)]));
  return sql`(${either.reduce((any, condition) => sql`${any} or ${condition}`)})`;
}

/** Traces that hold a span of which all of this is true; names of columns are the span's. */
function withSpan(sql: ISql, ctx: Context, filter: TraceFilter, conditions: readonly Fragment[]): Fragment {
  const { from } = rangeOf(filter, ctx.now());
  return sql`exists (
    select 1
    from spans
    where spans.project_id = traces.project_id
      and spans.shard_key = traces.shard_key
      and spans.trace_id = traces.trace_id
      and spans.started_at >= ${from}::timestamptz - interval '1 day'
      and ${and(sql, conditions)})`;
}
