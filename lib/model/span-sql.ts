import { FLAG } from "./flags";

/**
 * A span's facts as its trace decides them, as SQL over the columns of `spans`: what every figure is made of, in roll-ups
 * and over raw rows alike. Constants of ours, to be put into a statement with `sql.unsafe`.
 */
export const SPAN_SQL = {
  kind: "coalesce(derived_kind, kind)",
  feature: "coalesce(derived_feature, feature)",
  userId: "coalesce(derived_user_id, user_id)",
  sessionId: "coalesce(derived_session_id, session_id)",
  environment: "coalesce(derived_environment, environment)",
  release: "coalesce(derived_release, release)",
  ttftNs: "coalesce(derived_ttft_ns, ttft_ns)",
  fingerprint: "coalesce(derived_fingerprint, prompt_fingerprint)",
  /** Which step of the workflow made the call; null: no call. */
  step: "case when coalesce(derived_kind, kind) in ('llm', 'embedding') then coalesce(derived_step, name) end",
  /** What was asked for; what answered when the client does not say. Aliases and dated names are one (lib/model/model-name.ts). */
  model: "coalesce(model_name, request_model, response_model)",
  tool: "case when coalesce(derived_kind, kind) = 'tool' then coalesce(tool_name, name) end",
  /** Billed by token, each call once. */
  isCall: "coalesce(derived_kind, kind) in ('llm', 'embedding')",
  /** Somebody bills it: a call, or a ranking that names the model that made it. */
  isBilled:
    "(coalesce(derived_kind, kind) in ('llm', 'embedding') or (coalesce(derived_kind, kind) = 'rerank' and coalesce(request_model, response_model) is not null))",
  /** Counted in rollup_calls: everything but what only groups others. */
  isStep: "coalesce(derived_kind, kind) not in ('agent', 'workflow', 'other')",
  isUsageUnknown:
    "num_nonnulls(input_uncached_tokens, cache_read_tokens, cache_write_tokens, input_audio_tokens, output_text_tokens, reasoning_tokens, output_audio_tokens) = 0",
  inputTokens:
    "(coalesce(input_uncached_tokens, 0)::bigint + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0) + coalesce(input_audio_tokens, 0))",
  outputTokens:
    "(coalesce(output_text_tokens, 0)::bigint + coalesce(reasoning_tokens, 0) + coalesce(output_audio_tokens, 0))",
  /** The tokens are a tokenizer's, not the provider's. */
  isEstimated: `(flags & ${FLAG.tokensEstimated}) <> 0`,
  /** An importer laid its times out: of traces, too. */
  isSynthetic: `(flags & ${FLAG.clockSynthetic}) <> 0`,
} as const;

/** A call that should have a price and has none. One that failed without usage has nothing to price. */
export const IS_COST_UNKNOWN = `(${SPAN_SQL.isBilled} and cost_nano_usd is null and not (is_error and ${SPAN_SQL.isUsageUnknown}))`;

/** A call with a cost of the client's beside ours. */
export const IS_COMPARED = `(${SPAN_SQL.isBilled} and cost_nano_usd is not null and reported_cost_nano_usd is not null)`;

/** No part of a row of `traces` is missing; parts that do not apply do not count. */
export const IS_COMPLETE = `(traces.has_prompt_version is not false
  and traces.has_context is not false
  and traces.has_output is not false
  and traces.has_tool_results is not false
  and traces.has_cost is not false)`;
