import { ATTEMPT } from "@/lib/model/attempt";

import { IS_COMPARED, IS_COST_UNKNOWN, SPAN_SQL } from "./span-sql";

/**
 * What figures are made of: from which rows, told apart by which words, which sums and which histograms. Roll-ups and live
 * figures are made by the same expressions, so they cannot differ. All SQL here is ours and constant.
 */

/** Columns of `dimensions`, in the order in which an id is made of them. */
export const DIMENSIONS = [
  "environment",
  "feature",
  "release",
  "kind",
  "provider",
  "model",
  "name",
  "failure",
  "fingerprint",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface Measures {
  table: "rollup_calls" | "rollup_traces";
  raw: "spans" | "traces";
  /** Which of the raw rows count. */
  counted: string;
  /** What a dimension is over a raw row; the others are null. */
  dimensions: Partial<Record<Dimension, string>>;
  /** How a group of raw rows makes a sum. */
  sums: Record<string, string>;
  /** The raw value of a histogram in nanoseconds; null is left out. */
  histograms: Record<string, string>;
  /**
   * Combinations of words that are kept, the widest first, under the number of their place. A question is answered by the
   * narrowest that holds all of its words, which is the one listed last.
   */
  cubes: readonly (readonly Dimension[])[];
  /** Number of the first cube; rows of different tables must not meet in `dimensions`. */
  firstCube: number;
}

const sumOf = (column: string): string => `coalesce(sum(${column}), 0)`;
const countOf = (condition: string): string => `count(*) filter (where ${condition})`;
const ofCalls = (column: string): string => `coalesce(sum(${column}) filter (where ${SPAN_SQL.isCall}), 0)`;
const ofTraces = (mode: string): string => countOf(`coalesce(tool_mode, 'none') = '${mode}'`);

export const CALLS: Measures = {
  table: "rollup_calls",
  raw: "spans",
  counted: SPAN_SQL.isStep,
  dimensions: {
    environment: SPAN_SQL.environment,
    feature: SPAN_SQL.feature,
    release: SPAN_SQL.release,
    kind: SPAN_SQL.kind,
    provider: "provider",
    model: SPAN_SQL.model,
    name: `coalesce(${SPAN_SQL.tool}, ${SPAN_SQL.step})`,
    failure: "failure",
    fingerprint: SPAN_SQL.fingerprint,
  },
  sums: {
    calls: "count(*)",
    errors: countOf("is_error"),
    streamed: countOf("streaming"),
    cost_nano_usd: ofCalls("cost_nano_usd"),
    unknown_cost_count: countOf(IS_COST_UNKNOWN),
    unknown_usage_count: countOf(`${SPAN_SQL.isCall} and not is_error and ${SPAN_SQL.isUsageUnknown}`),
    estimated_calls: countOf(`${SPAN_SQL.isCall} and ${SPAN_SQL.isEstimated}`),
    reported_calls: countOf(IS_COMPARED),
    reported_cost_nano_usd: `coalesce(sum(reported_cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    compared_cost_nano_usd: `coalesce(sum(cost_nano_usd) filter (where ${IS_COMPARED}), 0)`,
    input_uncached_tokens: ofCalls("input_uncached_tokens"),
    cache_read_tokens: ofCalls("cache_read_tokens"),
    cache_write_tokens: ofCalls("cache_write_tokens"),
    input_audio_tokens: ofCalls("input_audio_tokens"),
    output_text_tokens: ofCalls("output_text_tokens"),
    reasoning_tokens: ofCalls("reasoning_tokens"),
    output_audio_tokens: ofCalls("output_audio_tokens"),
    input_system_tokens: ofCalls("input_system_tokens"),
    input_tools_tokens: ofCalls("input_tools_tokens"),
    input_history_tokens: ofCalls("input_history_tokens"),
    input_retrieved_tokens: ofCalls("input_retrieved_tokens"),
    input_user_tokens: ofCalls("input_user_tokens"),
    anatomy_unknown_tokens: `coalesce(sum(${SPAN_SQL.inputTokens}) filter (where ${SPAN_SQL.isBilled} and input_user_tokens is null), 0)`,
    retries: countOf(`derived_attempt & ${ATTEMPT.repeats} <> 0`),
    fallbacks: countOf(`derived_attempt & ${ATTEMPT.fallback} <> 0`),
    retry_cost_nano_usd: `coalesce(sum(cost_nano_usd) filter (where ${SPAN_SQL.isBilled} and derived_attempt & ${ATTEMPT.replaced} <> 0), 0)`,
    duration_sum_ns: sumOf("duration_ns"),
  },
  histograms: { duration: "duration_ns", ttft: SPAN_SQL.ttftNs },
  cubes: [
    DIMENSIONS,
    ["environment", "kind", "feature", "provider", "model"],
    ["environment", "kind", "feature", "name"],
    ["environment", "kind", "feature", "fingerprint"],
    ["environment", "kind", "provider", "failure"],
    ["environment", "kind", "provider", "model"],
    ["environment", "kind", "feature"],
    ["environment", "kind", "release"],
    ["environment", "kind"],
  ],
  firstCube: 0,
};

export const TRACES: Measures = {
  table: "rollup_traces",
  raw: "traces",
  counted: "true",
  dimensions: {
    environment: "environment",
    feature: "feature",
    release: "release",
    provider: "answer_provider",
    model: "answer_model",
    failure: "failure",
    fingerprint: "answer_fingerprint",
  },
  sums: {
    interactions: "count(*)",
    errors: countOf("is_error"),
    cost_nano_usd: sumOf("cost_nano_usd"),
    unknown_cost_count: sumOf("unknown_cost_count"),
    failed_cost_nano_usd: "coalesce(sum(cost_nano_usd) filter (where is_error), 0)",
    complete: countOf(
      "has_prompt_version is not false and has_context is not false and has_output is not false and has_tool_results is not false and has_cost is not false",
    ),
    missing_prompt: countOf("not has_prompt_version"),
    missing_context: countOf("not has_context"),
    missing_output: countOf("not has_output"),
    missing_tools: countOf("not has_tool_results"),
    missing_cost: countOf("not has_cost"),
    streamed: countOf("answer_streamed"),
    llm_calls: sumOf("llm_count"),
    tool_calls: sumOf("tool_count"),
    tools_none: ofTraces("none"),
    tools_single: ofTraces("single"),
    tools_sequential: ofTraces("sequential"),
    tools_parallel: ofTraces("parallel"),
    tools_mixed: ofTraces("mixed"),
    critical_llm_ns: sumOf("critical_llm_ns"),
    critical_tool_ns: sumOf("critical_tool_ns"),
    critical_retrieval_ns: sumOf("critical_retrieval_ns"),
    critical_other_ns: sumOf("critical_other_ns"),
    parallel_saving_ns: sumOf("parallel_saving_ns"),
    savable: countOf("parallel_saving_ns > 0"),
    retries: sumOf("retry_count"),
    fallbacks: sumOf("fallback_count"),
    retry_cost_nano_usd: sumOf("retry_cost_nano_usd"),
    latency_sum_ns: sumOf("duration_ns"),
  },
  histograms: { latency: "duration_ns", ttft: "ttft_ns" },
  cubes: [
    ["environment", "feature", "release", "provider", "model", "failure", "fingerprint"],
    ["environment", "feature", "provider", "model"],
    ["environment", "feature", "fingerprint"],
    ["environment", "feature", "failure"],
    ["environment", "provider", "model"],
    ["environment", "feature"],
    ["environment", "release"],
    ["environment"],
  ],
  firstCube: 100,
};

/** Sums of `usage`: users' shares. */
export const USAGE_SUMS = [
  "interactions",
  "errors",
  "cost_nano_usd",
  "unknown_cost_count",
  "input_tokens",
  "output_tokens",
] as const;

/** @param within condition on `started_at` and the keys, with the columns of both tables */
export const usageRows = (within: string): string => `
  select started_at, shard_key, coalesce(user_id, '') as user_id, feature, coalesce(environment, '') as environment,
    1 as interactions, is_error::int as errors, 0::bigint as cost_nano_usd, 0 as unknown_cost_count,
    0::bigint as input_tokens, 0::bigint as output_tokens
  from traces
  where ${within}
  union all
  select started_at, shard_key, coalesce(${SPAN_SQL.userId}, ''), coalesce(${SPAN_SQL.feature}, ''), coalesce(${SPAN_SQL.environment}, ''),
    0, 0, coalesce(cost_nano_usd, 0), ${IS_COST_UNKNOWN}::int, ${SPAN_SQL.inputTokens}, ${SPAN_SQL.outputTokens}
  from spans
  where ${SPAN_SQL.isBilled} and ${within}`;
