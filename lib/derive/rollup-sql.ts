import { binSql } from "@/lib/stats/histogram";

import { IS_COMPARED, IS_COST_UNKNOWN, SPAN_SQL } from "./span-sql";

/**
 * Statements that fill buckets, as text: $1 project, $2 and $3 bounds in time, $4 the buckets, and for the coarser tiers $5
 * the tier written, $6 the tier read, $7 the unit that a bucket is long. Rows are made per shard, so that every shard
 * sums up its own spans.
 */

const DIMENSIONS = ["environment", "feature", "release", "kind", "provider", "model", "name"] as const;

/** 53 bits, so that it is a JavaScript number: of ten thousand combinations two meet with a chance of one in 10^8. */
const DIMENSION_ID = `hashtextextended(jsonb_build_array(${DIMENSIONS.join(", ")})::text, 0) & 9007199254740991`;

const STORE_DIMENSIONS = `
  stored_dimensions as (
    insert into dimensions (id, project_id, shard_key, ${DIMENSIONS.join(", ")})
    select distinct on (dimension_id, shard_key) dimension_id, $1::int, shard_key, ${DIMENSIONS.join(", ")}
    from keyed
    order by dimension_id, shard_key
    on conflict do nothing
  )`;

/** Sparse histogram of a bin column of `keyed`. */
const histogram = (bin: string): string => `
  ${bin}s as (
    select bucket, dimension_id, shard_key, array_agg(bin order by bin) as bins, array_agg(n order by bin) as counts
    from (
      select bucket, dimension_id, shard_key, ${bin} as bin, sum(n)::bigint as n
      from keyed
      where ${bin} is not null
      group by bucket, dimension_id, shard_key, ${bin}
    ) b
    group by bucket, dimension_id, shard_key
  )`;

const BUCKET_KEY = "bucket, dimension_id, shard_key";

interface Measures {
  table: string;
  /** Sums, by column: how a group of raw rows makes them. */
  sums: Record<string, string>;
  /** Histograms, by the prefix of their two columns: the raw value in nanoseconds. */
  histograms: Record<string, string>;
  from: string;
  dimensions: Partial<Record<(typeof DIMENSIONS)[number], string>>;
}

const sumOf = (column: string): string => `coalesce(sum(${column}), 0)`;
const countOf = (condition: string): string => `count(*) filter (where ${condition})`;
const tokens = (column: string): string => `coalesce(sum(${column}) filter (where ${SPAN_SQL.isCall}), 0)`;

const CALLS: Measures = {
  table: "rollup_calls",
  sums: {
    calls: "count(*)",
    errors: countOf("is_error"),
    streamed: countOf("streaming"),
    cost_nano_usd: tokens("cost_nano_usd"),
    unknown_cost_count: countOf(IS_COST_UNKNOWN),
    unknown_usage_count: countOf(`${SPAN_SQL.isCall} and not is_error and ${SPAN_SQL.isUsageUnknown}`),
    estimated_calls: countOf(`${SPAN_SQL.isCall} and ${SPAN_SQL.isEstimated}`),
    reported_calls: countOf(IS_COMPARED),
    reported_cost_nano_usd: `coalesce(sum(reported_cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    compared_cost_nano_usd: `coalesce(sum(cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    input_uncached_tokens: tokens("input_uncached_tokens"),
    cache_read_tokens: tokens("cache_read_tokens"),
    cache_write_tokens: tokens("cache_write_tokens"),
    input_audio_tokens: tokens("input_audio_tokens"),
    output_text_tokens: tokens("output_text_tokens"),
    reasoning_tokens: tokens("reasoning_tokens"),
    output_audio_tokens: tokens("output_audio_tokens"),
    duration_sum_ns: sumOf("duration_ns"),
  },
  histograms: { duration: "duration_ns", ttft: SPAN_SQL.ttftNs },
  from: `spans where ${SPAN_SQL.isStep} and`,
  dimensions: {
    environment: SPAN_SQL.environment,
    feature: SPAN_SQL.feature,
    release: SPAN_SQL.release,
    kind: SPAN_SQL.kind,
    provider: "provider",
    model: SPAN_SQL.model,
    name: SPAN_SQL.tool,
  },
};

const TRACES: Measures = {
  table: "rollup_traces",
  sums: {
    interactions: "count(*)",
    errors: countOf("is_error"),
    cost_nano_usd: sumOf("cost_nano_usd"),
    unknown_cost_count: sumOf("unknown_cost_count"),
    complete: countOf(
      "has_prompt_version is not false and has_context is not false and has_output is not false and has_tool_results is not false and has_cost is not false",
    ),
    missing_prompt: countOf("not has_prompt_version"),
    missing_context: countOf("not has_context"),
    missing_output: countOf("not has_output"),
    missing_tools: countOf("not has_tool_results"),
    missing_cost: countOf("not has_cost"),
    latency_sum_ns: sumOf("duration_ns"),
  },
  histograms: { latency: "duration_ns", ttft: "ttft_ns" },
  from: "traces where",
  dimensions: { environment: "environment", feature: "feature", release: "release" },
};

/**
 * One pass over the raw rows: grouped by dimensions and both bins, which is far fewer rows; sums and histograms are made
 * of those.
 */
function fromRaw({ table, sums, histograms, from, dimensions }: Measures): string {
  const columns = Object.keys(sums);
  const bins = Object.keys(histograms);
  const grouped = DIMENSIONS.map((name) => `${dimensions[name] ?? "null::text"} as ${name}`);
  return `
    with grouped as (
      select date_trunc('minute', started_at) as bucket, shard_key, ${grouped.join(", ")},
        ${bins.map((name) => `${binSql(histograms[name] as string)} as ${name}_bin`).join(", ")},
        count(*) as n, ${columns.map((name) => `${sums[name]} as ${name}`).join(", ")}
      from ${from} project_id = $1 and started_at >= $2 and started_at < $3
        and date_trunc('minute', started_at) = any($4::timestamptz[])
      group by ${Array.from({ length: 2 + DIMENSIONS.length + bins.length }, (_, index) => index + 1).join(", ")}
    ),
    keyed as materialized (
      select *, ${DIMENSION_ID} as dimension_id from grouped
    ),
    ${STORE_DIMENSIONS},
    ${bins.map((name) => histogram(`${name}_bin`)).join(",")},
    summed as (
      select ${BUCKET_KEY}, ${columns.map((name) => `sum(${name}) as ${name}`).join(", ")}
      from keyed
      group by ${BUCKET_KEY}
    )
    ${insertRollup(table, "60", columns, bins)}`;
}

function fromFiner({ table, sums, histograms }: Measures): string {
  const columns = Object.keys(sums);
  const bins = Object.keys(histograms);
  const merged = (name: string): string => `
    ${name}_bins as (
      select bucket, dimension_id, shard_key, array_agg(bin order by bin) as bins, array_agg(n order by bin) as counts
      from (
        select f.bucket, f.dimension_id, f.shard_key, h.bin, sum(h.n)::bigint as n
        from finer f
        cross join lateral unnest(f.${name}_bins, f.${name}_counts) as h (bin, n)
        group by f.bucket, f.dimension_id, f.shard_key, h.bin
      ) b
      group by bucket, dimension_id, shard_key
    )`;
  return `
    with finer as materialized (
      select date_trunc($7, bucket, 'UTC') as bucket, dimension_id, shard_key,
        ${[...columns, ...bins.flatMap((name) => [`${name}_bins`, `${name}_counts`])].join(", ")}
      from ${table}
      where project_id = $1 and tier = $6 and bucket >= $2 and bucket < $3
        and date_trunc($7, bucket, 'UTC') = any($4::timestamptz[])
    ),
    ${bins.map(merged).join(",")},
    summed as (
      select ${BUCKET_KEY}, ${columns.map((name) => `sum(${name}) as ${name}`).join(", ")}
      from finer
      group by ${BUCKET_KEY}
    )
    ${insertRollup(table, "$5::smallint", columns, bins)}`;
}

const insertRollup = (
  table: string,
  tier: string,
  columns: readonly string[],
  bins: readonly string[],
): string => `
    insert into ${table} (project_id, tier, ${BUCKET_KEY}, ${columns.join(", ")},
      ${bins.flatMap((name) => [`${name}_bins`, `${name}_counts`]).join(", ")})
    select $1::int, ${tier}, ${BUCKET_KEY}, ${columns.map((name) => `s.${name}`).join(", ")},
      ${bins.flatMap((name) => [`coalesce(${name}_bins.bins, '{}')`, `coalesce(${name}_bins.counts, '{}')`]).join(", ")}
    from summed s
    ${bins.map((name) => `left join ${name}_bins using (${BUCKET_KEY})`).join("\n    ")}
    order by bucket, dimension_id, shard_key`;

const USAGE_SUMS = ["interactions", "cost_nano_usd", "unknown_cost_count", "input_tokens", "output_tokens"];

const insertUsage = (tier: string, from: string): string => `
    insert into usage (project_id, tier, bucket, user_id, feature, shard_key, ${USAGE_SUMS.join(", ")})
    select $1::int, ${tier}, bucket, user_id, feature, shard_key, ${USAGE_SUMS.map((name) => `sum(${name})`).join(", ")}
    from (${from}) u
    group by bucket, user_id, feature, shard_key
    order by bucket, user_id, feature, shard_key`;

const IN_BUCKETS = `project_id = $1 and started_at >= $2 and started_at < $3
        and date_trunc('minute', started_at) = any($4::timestamptz[])`;

/** An unknown user is '', so that the sum over users is the total. */
const USAGE_FROM_RAW = insertUsage(
  "60",
  `
      select date_trunc('minute', started_at) as bucket, coalesce(user_id, '') as user_id, feature, shard_key,
        1 as interactions, 0::bigint as cost_nano_usd, 0 as unknown_cost_count, 0::bigint as input_tokens, 0::bigint as output_tokens
      from traces
      where ${IN_BUCKETS}
      union all
      select date_trunc('minute', started_at), coalesce(${SPAN_SQL.userId}, ''), coalesce(${SPAN_SQL.feature}, ''), shard_key,
        0, coalesce(cost_nano_usd, 0), ${IS_COST_UNKNOWN}::int, ${SPAN_SQL.inputTokens}, ${SPAN_SQL.outputTokens}
      from spans
      where ${SPAN_SQL.isCall} and ${IN_BUCKETS}`,
);

const USAGE_FROM_FINER = insertUsage(
  "$5::smallint",
  `
      select date_trunc($7, bucket, 'UTC') as bucket, user_id, feature, shard_key, ${USAGE_SUMS.join(", ")}
      from usage
      where project_id = $1 and tier = $6 and bucket >= $2 and bucket < $3
        and date_trunc($7, bucket, 'UTC') = any($4::timestamptz[])`,
);

export const ROLLUP_TABLES = ["rollup_calls", "rollup_traces", "usage"] as const;
export const FROM_RAW = [fromRaw(CALLS), fromRaw(TRACES), USAGE_FROM_RAW];
export const FROM_FINER = [fromFiner(CALLS), fromFiner(TRACES), USAGE_FROM_FINER];
