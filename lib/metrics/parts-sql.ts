import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { IS_COMPARED, IS_COST_UNKNOWN, SPAN_SQL } from "@/lib/derive/span-sql";
import { binSql } from "@/lib/stats/histogram";
import { traceFilter, type TraceFilter } from "@/lib/traces/filter";
import { filterSql, shardList, type Fragment } from "@/lib/traces/filter-sql";
import { parseFingerprint } from "@/lib/traces/fingerprint";

import type { Stretch, Tier } from "./cover-range";
import { INTERVALS, type Group, type ResolvedQuery } from "./metric-query";
import { TOKEN_SUMS, type MetricSource, type Source } from "./metric-source";

/**
 * One relation `(at, grp, bin, n, <sums>)` for each place that figures are read from. Names of columns come from the fixed
 * maps below, never from the request; values are parameters.
 */

const ROLLUP_TABLE: Record<Source, string> = {
  traces: "rollup_traces",
  calls: "rollup_calls",
  usage: "usage",
};

/** What a group is called in `dimensions`. */
const DIMENSION: Partial<Record<Group, string>> = {
  environment: "environment",
  feature: "feature",
  release: "release",
  kind: "kind",
  provider: "provider",
  model: "model",
  tool: "name",
};

/** What a group is over spans. */
const OF_SPAN: Record<Group, string> = {
  environment: SPAN_SQL.environment,
  feature: SPAN_SQL.feature,
  release: SPAN_SQL.release,
  kind: SPAN_SQL.kind,
  provider: "provider",
  model: SPAN_SQL.model,
  tool: SPAN_SQL.tool,
  user: SPAN_SQL.userId,
  prompt_version: `${SPAN_SQL.fingerprint}::text`,
};

/** What a group is over traces; a trace with several models is in the series of each. */
const OF_TRACE: Partial<Record<Group, string>> = {
  environment: "environment",
  feature: "feature",
  release: "release",
  user: "user_id",
  model: "unnest(models)",
  provider: "unnest(providers)",
  tool: "unnest(tools)",
  prompt_version: "unnest(prompt_fingerprints)::text",
};

const calls = (expression: string) => `coalesce(sum(${expression}) filter (where ${SPAN_SQL.isCall}), 0)`;

/** How raw rows make what the roll-ups' columns hold. */
const RAW_SUMS: Record<Source, Record<string, string>> = {
  traces: {
    interactions: "count(*)",
    errors: "count(*) filter (where is_error)",
    complete:
      "count(*) filter (where has_prompt_version is not false and has_context is not false and has_output is not false and has_tool_results is not false and has_cost is not false)",
    missing_prompt: "count(*) filter (where not has_prompt_version)",
    missing_context: "count(*) filter (where not has_context)",
    missing_output: "count(*) filter (where not has_output)",
    missing_tools: "count(*) filter (where not has_tool_results)",
    missing_cost: "count(*) filter (where not has_cost)",
  },
  calls: {
    calls: "count(*)",
    errors: "count(*) filter (where is_error)",
    cost_nano_usd: calls("cost_nano_usd"),
    unknown_cost_count: `count(*) filter (where ${IS_COST_UNKNOWN})`,
    unknown_usage_count: `count(*) filter (where ${SPAN_SQL.isCall} and not is_error and ${SPAN_SQL.isUsageUnknown})`,
    estimated_calls: `count(*) filter (where ${SPAN_SQL.isCall} and ${SPAN_SQL.isEstimated})`,
    reported_calls: `count(*) filter (where ${IS_COMPARED})`,
    reported_cost_nano_usd: `coalesce(sum(reported_cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    compared_cost_nano_usd: `coalesce(sum(cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    ...Object.fromEntries(TOKEN_SUMS.map((column) => [column, calls(column)])),
  },
  usage: {
    interactions: "sum(interactions)",
    cost_nano_usd: "sum(cost_nano_usd)",
    unknown_cost_count: "sum(unknown_cost_count)",
    input_tokens: "sum(input_tokens)",
    output_tokens: "sum(output_tokens)",
  },
};

const RAW_NS: Record<string, string> = {
  "traces latency": "duration_ns",
  "traces ttft": "ttft_ns",
  "calls duration": "duration_ns",
  "calls ttft": SPAN_SQL.ttftNs,
};

/** Start of the point that a moment belongs to; null when there is one point for the whole range. */
function pointSql(tx: TransactionSql, query: ResolvedQuery, column: string): Fragment {
  const seconds = INTERVALS[query.interval];
  if (seconds === 0) return tx`null::timestamptz`;
  return tx`date_bin(make_interval(secs => ${seconds}::float8), ${tx(column)}, '2000-01-01 00:00:00+00'::timestamptz)`;
}

const moment = (ms: number): string => new Date(ms).toISOString();

/** Within any of these stretches. The bounds around all of them find the partitions. */
function withinSql(tx: TransactionSql, column: string, stretches: readonly Stretch[]): Fragment {
  const bounds = {
    from: moment(Math.min(...stretches.map(({ from }) => from))),
    to: moment(Math.max(...stretches.map(({ to }) => to))),
  };
  const around = tx`${tx(column)} >= ${bounds.from}::timestamptz and ${tx(column)} < ${bounds.to}::timestamptz`;
  if (stretches.length === 1) return around;
  const froms = plainArray(stretches.map(({ from }) => `"${moment(from)}"`));
  const tos = plainArray(stretches.map(({ to }) => `"${moment(to)}"`));
  if (stretches.length > 50) {
    return tx`${around} and exists (
      select 1
      from unnest(${froms}::timestamptz[], ${tos}::timestamptz[]) as stretch (lo, hi)
      where ${tx(column)} >= lo and ${tx(column)} < hi)`;
  }
  const each = stretches.map(
    ({ from, to }) =>
      tx`(${tx(column)} >= ${moment(from)}::timestamptz and ${tx(column)} < ${moment(to)}::timestamptz)`,
  );
  return tx`${around} and (${each.reduce((any, one) => tx`${any} or ${one}`)})`;
}

const list = (tx: TransactionSql, fragments: readonly Fragment[]): Fragment =>
  fragments.length === 0 ? tx`` : fragments.map((one) => tx`, ${one}`).reduce((all, one) => tx`${all}${one}`);

const every = (tx: TransactionSql, conditions: readonly Fragment[]): Fragment =>
  conditions.reduce((all, one) => tx`${all} and ${one}`, tx`true`);

/** From buckets of one tier. */
export function rollupPart(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  of: MetricSource,
  tier: Tier,
  stretches: readonly Stretch[],
): Fragment {
  const isUsage = of.source === "usage";
  const column = (word: Group): Fragment =>
    isUsage
      ? tx`nullif(r.${tx(word === "user" ? "user_id" : word)}, '')`
      : tx`d.${tx(DIMENSION[word] ?? word)}`;
  const conditions = filterConditions(tx, query, of, column);
  const joined = query.groupBy !== null || conditions.length > 0;
  const sums = of.sums.map((name) => tx`sum(r.${tx(name)})::text as ${tx(name)}`);
  return tx`
    select ${pointSql(tx, query, "bucket")} as at, ${query.groupBy === null ? tx`null::text` : column(query.groupBy)} as grp,
      ${of.histogram === null ? tx`null::smallint as bin, 0::bigint as n` : tx`h.bin, sum(h.n)::bigint as n`}
      ${list(tx, sums)}
    from ${tx(ROLLUP_TABLE[of.source])} r
    ${
      joined && !isUsage
        ? tx`join dimensions d on d.project_id = r.project_id and d.shard_key = r.shard_key and d.id = r.dimension_id`
        : tx``
    }
    ${of.histogram === null ? tx`` : tx`cross join lateral unnest(r.${tx(`${of.histogram}_bins`)}, r.${tx(`${of.histogram}_counts`)}) as h (bin, n)`}
    where r.project_id = ${ctx.project.id}
      and r.shard_key = any(${shardList(ctx)}::int[])
      and r.tier = ${tier}
      and ${withinSql(tx, "bucket", stretches)}
      and ${every(tx, conditions)}
    group by 1, 2, 3`;
}

/** Words that are plain values, as conditions. */
function filterConditions(
  tx: TransactionSql,
  query: ResolvedQuery,
  of: MetricSource,
  column: (word: Group) => Fragment,
): Fragment[] {
  const conditions = (Object.keys(DIMENSION).concat("user") as Group[])
    .filter((word) => query.filters[word].length > 0)
    .map((word) => tx`${column(word)} = any(${textArray(query.filters[word])}::text[])`);
  return of.kinds === null
    ? conditions
    : [...conditions, tx`${column("kind")} = any(${textArray(of.kinds)}::text[])`];
}

/** From spans and traces themselves. @param narrower for traces: a filter in the words of the list */
export function rawPart(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  of: MetricSource,
  stretches: readonly Stretch[],
  narrower: Partial<TraceFilter> = {},
): Fragment {
  const sums = of.sums.map(
    (name) => tx`(${tx.unsafe(RAW_SUMS[of.source][name] ?? "null")})::text as ${tx(name)}`,
  );
  const ns = of.histogram === null ? null : (RAW_NS[`${of.source} ${of.histogram}`] ?? "null::bigint");
  const bin =
    ns === null
      ? tx`null::smallint as bin, 0::bigint as n`
      : tx`${tx.unsafe(binSql(ns))} as bin, count(*) as n`;
  const known = ns === null ? tx`` : tx`and ${tx.unsafe(ns)} is not null`;
  const at = pointSql(tx, query, "started_at");
  if (of.source === "traces") {
    const group = query.groupBy === null ? "null::text" : (OF_TRACE[query.groupBy] ?? "null::text");
    return tx`
      select at, grp, bin, ${ns === null ? tx`0::bigint as n` : tx`count(*) as n`} ${list(
        tx,
        of.sums.map((name) => tx`(${tx.unsafe(RAW_SUMS.traces[name] ?? "null")})::text as ${tx(name)}`),
      )}
      from (
        select traces.*, ${at} as at, ${tx.unsafe(group)} as grp, ${ns === null ? tx`null::smallint` : tx.unsafe(binSql(ns))} as bin
        from traces
        where ${filterSql(tx, ctx, traceFilter({ ...query.filters, ...narrower, ...boundsOf(stretches) }))}
          and ${withinSql(tx, "started_at", stretches)}
          ${known}
      ) traces
      group by 1, 2, 3`;
  }
  if (of.source === "usage") return rawUsage(tx, ctx, query, sums, at, stretches);
  const column = (word: Group): Fragment => tx`${tx.unsafe(`(${OF_SPAN[word]})`)}`;
  const conditions = filterConditions(tx, query, of, column);
  if (query.filters.prompt_version.length > 0)
    conditions.push(fingerprintSql(tx, ctx, query.filters.prompt_version));
  return tx`
    select ${at} as at, ${query.groupBy === null ? tx`null::text` : column(query.groupBy)} as grp, ${bin} ${list(tx, sums)}
    from spans
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and ${withinSql(tx, "started_at", stretches)}
      and ${tx.unsafe(SPAN_SQL.isStep)}
      and ${every(tx, conditions)}
      ${known}
    group by 1, 2, 3`;
}

const boundsOf = (stretches: readonly Stretch[]) => ({
  from: moment(Math.min(...stretches.map(({ from }) => from))),
  to: moment(Math.max(...stretches.map(({ to }) => to))),
});

/** Interactions are of the traces, cost and tokens of the calls: each at its own time, both by user and feature. */
function rawUsage(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  sums: Fragment[],
  at: Fragment,
  stretches: readonly Stretch[],
): Fragment {
  const scope = tx`project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and ${withinSql(tx, "started_at", stretches)}`;
  const only = (word: "user" | "feature"): Fragment =>
    query.filters[word].length === 0
      ? tx`true`
      : tx`${tx(word)} = any(${textArray(query.filters[word])}::text[])`;
  return tx`
    select ${at} as at, ${query.groupBy === null ? tx`null::text` : tx`${tx(query.groupBy)}`} as grp, null::smallint as bin, 0::bigint as n ${list(tx, sums)}
    from (
      select started_at, user_id as "user", feature, 1 as interactions, 0::bigint as cost_nano_usd, 0 as unknown_cost_count,
        0::bigint as input_tokens, 0::bigint as output_tokens
      from traces
      where ${scope}
      union all
      select started_at, ${tx.unsafe(SPAN_SQL.userId)}, ${tx.unsafe(SPAN_SQL.feature)}, 0, coalesce(cost_nano_usd, 0),
        ${tx.unsafe(IS_COST_UNKNOWN)}::int, ${tx.unsafe(SPAN_SQL.inputTokens)}, ${tx.unsafe(SPAN_SQL.outputTokens)}
      from spans
      where ${scope} and ${tx.unsafe(SPAN_SQL.isCall)}
    ) shares
    where ${only("user")} and ${only("feature")}
    group by 1, 2, 3`;
}

/** Calls of these prompt versions, in the words of the traces' filter. */
function fingerprintSql(tx: TransactionSql, ctx: Context, versions: readonly string[]): Fragment {
  const fingerprints = versions.map(parseFingerprint).filter((fingerprint) => fingerprint !== null);
  return tx`${tx.unsafe(SPAN_SQL.fingerprint)} = any(${plainArray(fingerprints)}::bigint[] || array(
    select prompt_versions.fingerprint
    from prompt_versions
    join prompts on prompts.id = prompt_versions.prompt_id
    where prompt_versions.project_id = ${ctx.project.id}
      and prompts.project_id = ${ctx.project.id}
      and array[
        prompt_versions.label, prompt_versions.number::text,
        prompts.name || '@' || prompt_versions.label, prompts.name || '@' || prompt_versions.number
      ] && ${textArray(versions)}::text[]))`;
}
