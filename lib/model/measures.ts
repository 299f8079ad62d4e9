import { ATTEMPT } from "./attempt";
import { IS_COMPARED, IS_COMPLETE, IS_COST_UNKNOWN, SPAN_SQL } from "./span-sql";

/** A sum that roll-ups keep, and that is made of raw rows where they do not answer. */
export interface Measure {
  label: string;
  unit: "count" | "tokens" | "nano_usd" | "ns";
  /** Which way is better; absent: neither. */
  better?: "more" | "less";
  /** How a group of raw rows makes it; all SQL here is ours and constant. */
  sql: string;
  /**
   * extra: kept in the column `extra`, by name, where it is not 0. For what is rare: it needs no column in five resolutions. Absent:
   * in a column of its own.
   */
  stored?: "extra";
  /** Also a metric of model calls, under its own name. */
  metric?: true;
}

const countOf = (label: string, condition: string, better?: Measure["better"]) =>
  ({ label, unit: "count", sql: `count(*) filter (where ${condition})`, better }) as const;
const sumOf = (label: string, unit: Measure["unit"], column: string, better?: Measure["better"]) =>
  ({ label, unit, sql: `coalesce(sum(${column}), 0)`, better }) as const;
const sumWhere = (
  label: string,
  unit: Measure["unit"],
  column: string,
  condition: string,
  better?: Measure["better"],
) => ({ label, unit, sql: `coalesce(sum(${column}) filter (where ${condition}), 0)`, better }) as const;
const tokensOf = (label: string, column: string) => sumWhere(label, "tokens", column, SPAN_SQL.isCall);
const ranTools = (label: string, mode: string) => countOf(label, `coalesce(tool_mode, 'none') = '${mode}'`);

/** Of steps and calls: rows of `spans`. */
const CALLS = {
  calls: { label: "Calls", unit: "count", sql: "count(*)" },
  errors: countOf("Failures", "is_error", "less"),
  streamed: countOf("Streamed", "streaming"),
  cost_nano_usd: sumWhere("Cost", "nano_usd", "cost_nano_usd", SPAN_SQL.isCall, "less"),
  unknown_cost_count: countOf("Calls of unknown cost", IS_COST_UNKNOWN, "less"),
  unknown_usage_count: countOf(
    "Calls of unknown usage",
    `${SPAN_SQL.isCall} and not is_error and ${SPAN_SQL.isUsageUnknown}`,
    "less",
  ),
  estimated_calls: countOf("Calls of estimated usage", `${SPAN_SQL.isCall} and ${SPAN_SQL.isEstimated}`),
  reported_calls: countOf("Calls whose cost the client reports too", IS_COMPARED),
  reported_cost_nano_usd: sumWhere("Their reported cost", "nano_usd", "reported_cost_nano_usd", IS_COMPARED),
  compared_cost_nano_usd: sumWhere("Their cost by our prices", "nano_usd", "cost_nano_usd", IS_COMPARED),
  input_uncached_tokens: tokensOf("Uncached input", "input_uncached_tokens"),
  cache_read_tokens: tokensOf("Input read from a cache", "cache_read_tokens"),
  cache_write_tokens: tokensOf("Input written to a cache", "cache_write_tokens"),
  input_audio_tokens: tokensOf("Audio input", "input_audio_tokens"),
  output_text_tokens: tokensOf("Output", "output_text_tokens"),
  reasoning_tokens: tokensOf("Reasoning", "reasoning_tokens"),
  output_audio_tokens: tokensOf("Audio output", "output_audio_tokens"),
  input_system_tokens: tokensOf("Input: system prompt", "input_system_tokens"),
  input_tools_tokens: tokensOf("Input: tool definitions", "input_tools_tokens"),
  input_history_tokens: tokensOf("Input: conversation", "input_history_tokens"),
  input_retrieved_tokens: tokensOf("Input: retrieved texts", "input_retrieved_tokens"),
  input_user_tokens: tokensOf("Input: what the user said", "input_user_tokens"),
  anatomy_unknown_tokens: sumWhere(
    "Input of unknown texts",
    "tokens",
    SPAN_SQL.inputTokens,
    `${SPAN_SQL.isBilled} and input_user_tokens is null`,
  ),
  retries: countOf("Retries", `derived_attempt & ${ATTEMPT.repeats} <> 0`, "less"),
  fallbacks: countOf("Fallbacks", `derived_attempt & ${ATTEMPT.fallback} <> 0`, "less"),
  retry_cost_nano_usd: sumWhere(
    "Cost of attempts that were replaced",
    "nano_usd",
    "cost_nano_usd",
    `${SPAN_SQL.isBilled} and derived_attempt & ${ATTEMPT.replaced} <> 0`,
    "less",
  ),
  duration_sum_ns: sumOf("Time in calls", "ns", "duration_ns", "less"),
  synthetic_clock: { ...countOf("With a synthetic clock", SPAN_SQL.isSynthetic), stored: "extra" },
  truncated_calls: {
    ...countOf("Answers cut off at their length limit", "finish_reason = 'length'", "less"),
    stored: "extra",
    metric: true,
  },
} satisfies Record<string, Measure>;

/** Of whole interactions: rows of `traces`. */
const TRACES = {
  interactions: { label: "Interactions", unit: "count", sql: "count(*)" },
  errors: countOf("Failed interactions", "is_error", "less"),
  cost_nano_usd: sumOf("Cost", "nano_usd", "cost_nano_usd", "less"),
  unknown_cost_count: sumOf("Calls of unknown cost", "count", "unknown_cost_count", "less"),
  failed_cost_nano_usd: sumWhere(
    "Cost of failed interactions",
    "nano_usd",
    "cost_nano_usd",
    "is_error",
    "less",
  ),
  complete: countOf("Complete interactions", IS_COMPLETE, "more"),
  missing_prompt: countOf("Without a prompt version", "not has_prompt_version", "less"),
  missing_context: countOf("Without the context", "not has_context", "less"),
  missing_output: countOf("Without the output", "not has_output", "less"),
  missing_tools: countOf("Without tool results", "not has_tool_results", "less"),
  missing_cost: countOf("Without a cost", "not has_cost", "less"),
  streamed: countOf("Streamed", "answer_streamed"),
  llm_calls: sumOf("Model calls", "count", "llm_count"),
  tool_calls: sumOf("Tool calls", "count", "tool_count"),
  tools_none: ranTools("Without tools", "none"),
  tools_single: ranTools("With one tool", "single"),
  tools_sequential: ranTools("Tools one after the other", "sequential"),
  tools_parallel: ranTools("Tools at once", "parallel"),
  tools_mixed: ranTools("Some tools at once", "mixed"),
  critical_llm_ns: sumOf("Waited for models", "ns", "critical_llm_ns", "less"),
  critical_tool_ns: sumOf("Waited for tools", "ns", "critical_tool_ns", "less"),
  critical_retrieval_ns: sumOf("Waited for retrieval", "ns", "critical_retrieval_ns", "less"),
  critical_other_ns: sumOf("Waited for the rest", "ns", "critical_other_ns", "less"),
  parallel_saving_ns: sumOf("Saved by tools at once", "ns", "parallel_saving_ns"),
  savable: countOf("Tools waited without need", "parallel_saving_ns > 0", "less"),
  retries: sumOf("Retries", "count", "retry_count", "less"),
  fallbacks: sumOf("Fallbacks", "count", "fallback_count", "less"),
  retry_cost_nano_usd: sumOf(
    "Cost of attempts that were replaced",
    "nano_usd",
    "retry_cost_nano_usd",
    "less",
  ),
  latency_sum_ns: sumOf("Time in interactions", "ns", "duration_ns", "less"),
  synthetic_clock: { ...countOf("With a synthetic clock", SPAN_SQL.isSynthetic), stored: "extra" },
} satisfies Record<string, Measure>;

/** Of users' shares: what a row of `traces` and a billed row of `spans` add to each. */
export interface UsageMeasure extends Pick<Measure, "label" | "unit"> {
  traces?: string;
  spans?: string;
}

export const USAGE: Readonly<Record<string, UsageMeasure>> = {
  interactions: { label: "Interactions", unit: "count", traces: "1" },
  errors: { label: "Failed interactions", unit: "count", traces: "is_error::int" },
  cost_nano_usd: { label: "Cost", unit: "nano_usd", spans: "coalesce(cost_nano_usd, 0)" },
  unknown_cost_count: { label: "Calls of unknown cost", unit: "count", spans: `${IS_COST_UNKNOWN}::int` },
  input_tokens: { label: "Input", unit: "tokens", spans: SPAN_SQL.inputTokens },
  output_tokens: { label: "Output", unit: "tokens", spans: SPAN_SQL.outputTokens },
};

/** Every sum of a source under the name of its column. */
export const MEASURES: Record<"calls" | "traces", Readonly<Record<string, Measure>>> = {
  calls: CALLS,
  traces: TRACES,
};

/** Measures that are metrics too. */
export const MEASURED_METRICS = Object.keys(MEASURES.calls).filter((name) => MEASURES.calls[name]?.metric);
