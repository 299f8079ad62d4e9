import type { ISql, PendingQuery, Row } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";
import { sameModel } from "@/lib/model/model-name";
import { nanoOfUsd } from "@/lib/money/nano-usd";

import { rangeOf, type TraceFilter } from "./filter";
import { parseFingerprint } from "./fingerprint";
import { promptVersionSql } from "./prompt-version-sql";

export type Fragment = PendingQuery<Row[]>;

/** The words of a filter that are facets: each can be left out to count its own values. */
export type FacetWord =
  | "environment"
  | "feature"
  | "model"
  | "provider"
  | "status"
  | "user"
  | "session"
  | "tool"
  | "release"
  | "prompt_version"
  | "tag"
  | "error_type"
  | "complete"
  | "cost_contradicted"
  | "simulated";

/** `project.shardKeys` as a literal for `shard_key = any(…::int[])`. */
export const shardList = (ctx: Pick<Context, "project">): string => `{${ctx.project.shardKeys.join(",")}}`;

const and = (sql: ISql, conditions: Fragment[]): Fragment =>
  conditions.reduce((all, condition) => sql`${all} and ${condition}`, sql`true`);

/** Which project, shards and time: what every query of `traces` says. Columns are of a table or alias `traces`. */
export function scopeSql(sql: ISql, ctx: Context, filter: Pick<TraceFilter, "from" | "to">): Fragment {
  const { from, to } = rangeOf(filter, ctx.now());
  return sql`traces.project_id = ${ctx.project.id}
    and traces.shard_key = any(${shardList(ctx)}::int[])
    and traces.started_at >= ${from}::timestamptz
    and traces.started_at < ${to}::timestamptz`;
}

/** No part of the trace is missing; parts that do not apply do not count. */
export const completeSql = (sql: ISql): Fragment => sql`(
    traces.has_prompt_version is not false
    and traces.has_context is not false
    and traces.has_output is not false
    and traces.has_tool_results is not false
    and traces.has_cost is not false)`;

/** Whether the client reports another cost than ours for any of its calls. */
export const contradictedSql = (sql: ISql): Fragment =>
  sql`(coalesce(traces.contradicted_cost_count, 0) > 0)`;

/** Whether the demo made it. */
export const simulatedSql = (sql: ISql): Fragment => sql`((traces.flags & ${FLAG.simulated}::smallint) <> 0)`;

/** One condition for each facet that the filter narrows. */
function facetConditions(sql: ISql, ctx: Context, filter: TraceFilter): Map<FacetWord, Fragment> {
  const conditions = new Map<FacetWord, Fragment>();
  const set = (word: FacetWord, values: readonly unknown[], condition: () => Fragment) => {
    if (values.length > 0) conditions.set(word, condition());
  };
  set(
    "environment",
    filter.environment,
    () => sql`traces.environment = any(${textArray(filter.environment)}::text[])`,
  );
  set("feature", filter.feature, () => sql`traces.feature = any(${textArray(filter.feature)}::text[])`);
  set("user", filter.user, () => sql`traces.user_id = any(${textArray(filter.user)}::text[])`);
  set("release", filter.release, () => sql`traces.release = any(${textArray(filter.release)}::text[])`);
  set("model", filter.model, () => sql`traces.models && ${textArray(filter.model.map(sameModel))}::text[]`);
  set("provider", filter.provider, () => sql`traces.providers && ${textArray(filter.provider)}::text[]`);
  set("tool", filter.tool, () => sql`traces.tools && ${textArray(filter.tool)}::text[]`);
  set("prompt_version", filter.prompt_version, () => promptVersionSql(sql, ctx, filter.prompt_version));
  set("session", filter.session, () => sql`traces.session_id = any(${textArray(filter.session)}::text[])`);
  set("tag", filter.tag, () => sql`traces.tags && ${textArray(filter.tag)}::text[]`);
  set(
    "error_type",
    filter.error_type,
    () => sql`traces.error_type = any(${textArray(filter.error_type)}::text[])`,
  );
  if (filter.simulated !== undefined)
    conditions.set("simulated", sql`${simulatedSql(sql)} = ${filter.simulated}`);
  if (filter.status !== undefined)
    conditions.set("status", sql`traces.is_error = ${filter.status === "error"}`);
  if (filter.complete !== undefined)
    conditions.set("complete", sql`${completeSql(sql)} = ${filter.complete}`);
  if (filter.cost_contradicted !== undefined)
    conditions.set("cost_contradicted", sql`${contradictedSql(sql)} = ${filter.cost_contradicted}`);
  return conditions;
}

/** Scope and every word of the filter that is no facet, without `q`. */
function baseConditions(sql: ISql, ctx: Context, filter: TraceFilter): Fragment {
  const conditions = [scopeSql(sql, ctx, filter)];
  conditions.push(...boundsSql(sql, filter, "duration", sql`traces.duration_ns`));
  conditions.push(...boundsSql(sql, filter, "ttft", sql`traces.ttft_ns`));
  const ofCalls = [
    ...boundsSql(sql, filter, "call", sql`spans.duration_ns`),
    ...boundsSql(sql, filter, "call_ttft", sql`coalesce(spans.derived_ttft_ns, spans.ttft_ns)`),
  ];
  if (ofCalls.length > 0)
    conditions.push(withSpan(sql, ctx, filter, and(sql, [ofKinds(sql, ["llm"]), ...ofCalls])));
  if (filter.min_cost_usd !== undefined) {
    conditions.push(sql`traces.cost_nano_usd >= ${String(nanoOfUsd(filter.min_cost_usd) ?? 0n)}::bigint`);
  }
  if (filter.max_cost_usd !== undefined) {
    conditions.push(sql`traces.cost_nano_usd <= ${String(nanoOfUsd(filter.max_cost_usd) ?? 0n)}::bigint`);
  }
  if (filter.cost_known !== undefined)
    conditions.push(sql`traces.unknown_cost_count ${filter.cost_known ? sql`= 0` : sql`> 0`}`);
  if (filter.step.length > 0) {
    const madeBy = sql`coalesce(spans.derived_step, spans.name) = any(${textArray(filter.step)}::text[])`;
    conditions.push(withSpan(sql, ctx, filter, and(sql, [ofKinds(sql, ["llm", "embedding"]), madeBy])));
  }
  if (filter.streamed !== undefined)
    conditions.push(sql`traces.answer_streamed is ${filter.streamed ? sql`true` : sql`not true`}`);
  if (filter.answer_model.length > 0)
    conditions.push(sql`traces.answer_model = any(${textArray(filter.answer_model.map(sameModel))}::text[])`);
  if (filter.answer_provider.length > 0)
    conditions.push(sql`traces.answer_provider = any(${textArray(filter.answer_provider)}::text[])`);
  if (filter.answer_prompt_version.length > 0) {
    const fingerprints = filter.answer_prompt_version.map(parseFingerprint).filter((one) => one !== null);
    conditions.push(sql`traces.answer_fingerprint = any(${plainArray(fingerprints)}::bigint[])`);
  }
  if (filter.failure.length > 0)
    conditions.push(sql`traces.failure = any(${textArray(filter.failure)}::text[])`);
  if (filter.step_failure.length > 0) {
    const failedSo = sql`spans.failure = any(${textArray(filter.step_failure)}::text[])`;
    conditions.push(withSpan(sql, ctx, filter, failedSo));
  }
  if (filter.tool_mode.length > 0)
    conditions.push(sql`traces.tool_mode = any(${textArray(filter.tool_mode)}::text[])`);
  if (filter.retried !== undefined)
    conditions.push(sql`coalesce(traces.retry_count, 0) ${filter.retried ? sql`> 0` : sql`= 0`}`);
  if (filter.savable !== undefined)
    conditions.push(sql`coalesce(traces.parallel_saving_ns, 0) ${filter.savable ? sql`> 0` : sql`= 0`}`);
  if (filter.kind.length > 0) conditions.push(kindSql(sql, ctx, filter));
  return and(sql, conditions);
}

/** The whole filter but `q`, as a condition on `traces`. */
export const filterSql = (sql: ISql, ctx: Context, filter: TraceFilter): Fragment =>
  and(sql, [baseConditions(sql, ctx, filter), ...facetConditions(sql, ctx, filter).values()]);

const COUNTED = { llm: "llm_count", tool: "tool_count", retrieval: "retrieval_count" } as const;

/** Any of the kinds: three are counted on the trace, the others are looked for among its spans. */
function kindSql(sql: ISql, ctx: Context, filter: TraceFilter): Fragment {
  const counted = Object.entries(COUNTED).filter(([kind]) => filter.kind.some((wanted) => wanted === kind));
  const others = filter.kind.filter((kind) => !(kind in COUNTED));
  const either = counted.map(([, column]) => sql`traces.${sql(column)} > 0`);
  if (others.length > 0) either.push(withSpan(sql, ctx, filter, ofKinds(sql, others)));
  return sql`(${either.reduce((any, condition) => sql`${any} or ${condition}`)})`;
}

/** The least and the most that the filter says of a time, in nanoseconds. */
function boundsSql(
  sql: ISql,
  filter: TraceFilter,
  of: "duration" | "ttft" | "call" | "call_ttft",
  column: Fragment,
): Fragment[] {
  const [least, most] = [filter[`min_${of}_ms`], filter[`max_${of}_ms`]];
  return [
    ...(least === undefined ? [] : [sql`${column} >= ${Math.round(least * 1e6)}::bigint`]),
    ...(most === undefined ? [] : [sql`${column} <= ${Math.round(most * 1e6)}::bigint`]),
  ];
}

const ofKinds = (sql: ISql, kinds: readonly string[]): Fragment =>
  sql`coalesce(spans.derived_kind, spans.kind) = any(${textArray(kinds)}::text[])`;

/** Traces that hold a span of which this is true. */
function withSpan(sql: ISql, ctx: Context, filter: TraceFilter, condition: Fragment): Fragment {
  const { from } = rangeOf(filter, ctx.now());
  return sql`exists (
    select 1
    from spans
    where spans.project_id = traces.project_id
      and spans.shard_key = traces.shard_key
      and spans.trace_id = traces.trace_id
      and spans.started_at >= ${from}::timestamptz - interval '1 day'
      and ${condition})`;
}
