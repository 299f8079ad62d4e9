import type { ISql } from "postgres";

import { CARRIES } from "@/lib/bodies/body-ids";
import type { Failure } from "@/lib/model/failure";
import { groupBy } from "@/lib/model/group-by";
import { isModelCall, type SpanKind } from "@/lib/model/kind";

import type { Fragment } from "./trace-condition";

/** A span as it is stored: narrow facts and the ids of its bodies. Bigints that exceed 2^53 come as text. */
export interface StoredSpan {
  started_at: string;
  duration_ns: number | null;
  cost_nano_usd: string | null;
  reported_cost_nano_usd: string | null;
  price_id: string | null;
  ttft_ns: number | null;
  fingerprint: string | null;
  span_id: string;
  parent_span_id: string | null;
  input_uncached_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  cache_write_1h_tokens: number | null;
  input_audio_tokens: number | null;
  output_text_tokens: number | null;
  reasoning_tokens: number | null;
  output_audio_tokens: number | null;
  cache_read_audio_tokens: number | null;
  cache_read_image_tokens: number | null;
  input_image_tokens: number | null;
  input_video_tokens: number | null;
  output_image_tokens: number | null;
  output_video_tokens: number | null;
  flags: number;
  is_error: boolean;
  failure: Failure | null;
  /** Bits of lib/model/attempt.ts. */
  derived_attempt: number | null;
  /** Which other span tells the same call; in another trace where that is not null. */
  derived_call_id: string | null;
  derived_call_trace_id: string | null;
  /** Of a span that repeats a call of this trace: which of its repeats it is. */
  derived_call_rank: number | null;
  /** Its place among the steps of its trace; null: where its start puts it. */
  derived_order: number | null;
  streaming: boolean | null;
  /** As the client says; `derived_kind` is what it is shown as. */
  kind: SpanKind;
  derived_kind: SpanKind | null;
  name: string;
  error_type: string | null;
  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  feature: string | null;
  trace_name: string | null;
  user_id: string | null;
  session_id: string | null;
  tags: string[] | null;
  provider: string | null;
  request_model: string | null;
  response_model: string | null;
  service_tier: string | null;
  response_id: string | null;
  finish_reason: string | null;
  tool_name: string | null;
  tool_call_id: string | null;
  prompt_name: string | null;
  prompt_label: string | null;
  usage_rule: string | null;
  /** Where the record of what it carries lies: lib/bodies. */
  body_ref: string | null;
  /** Bits of lib/bodies/body-ids.ts. */
  carries: number;
  /** What log events said about the span; absent: nothing. */
  additions?: readonly StoredAddition[];
  /** Whose record carries the messages that it saw, as far as one list tells; absent: its own, if it carries any. */
  seen_context_ref?: string | null;
}

/** The select list that makes a StoredSpan. */
export const spanColumns = (sql: ISql): Fragment => sql`
  started_at, duration_ns, cost_nano_usd::text as cost_nano_usd, reported_cost_nano_usd::text as reported_cost_nano_usd,
  price_id::text as price_id, coalesce(derived_ttft_ns, ttft_ns) as ttft_ns,
  coalesce(derived_fingerprint, prompt_fingerprint)::text as fingerprint,
  encode(span_id, 'hex') as span_id, encode(parent_span_id, 'hex') as parent_span_id,
  input_uncached_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, input_audio_tokens,
  output_text_tokens, reasoning_tokens, output_audio_tokens, cache_read_audio_tokens, cache_read_image_tokens,
  input_image_tokens, input_video_tokens, output_image_tokens, output_video_tokens, flags, is_error, failure, derived_attempt, encode(derived_call_id, 'hex') as derived_call_id, derived_call_trace_id, derived_call_rank, derived_order, streaming, kind, derived_kind, name,
  error_type, service, coalesce(derived_environment, environment) as environment,
  coalesce(derived_release, release) as release, version, coalesce(derived_feature, feature, function_name) as feature,
  trace_name, coalesce(derived_user_id, user_id) as user_id, coalesce(derived_session_id, session_id) as session_id,
  tags, provider, request_model, response_model, service_tier, response_id, finish_reason, tool_name, tool_call_id, prompt_name,
  prompt_label, usage_rule, body_ref::text as body_ref, carries`;

/** What arrived about a span on another road. */
export interface StoredAddition {
  addition_id: string;
  occurred_at: string;
  span_id: string;
  finish_reason: string | null;
  fingerprint: string | null;
  body_ref: string | null;
  carries: number;
}

export const additionColumns = (sql: ISql): Fragment => sql`
  addition_id, occurred_at, encode(span_id, 'hex') as span_id, finish_reason, prompt_fingerprint::text as fingerprint,
  body_ref::text as body_ref, carries`;

/** The record that carries its messages; null: it carries none. */
export const contextRefOf = ({
  body_ref,
  carries,
}: Pick<StoredSpan, "body_ref" | "carries">): string | null =>
  (carries & CARRIES.context) === 0 ? null : body_ref;

export const shownKind = (span: StoredSpan): SpanKind => span.derived_kind ?? span.kind;

/** A span whose usage is that of model calls: where it is not counted itself, others are. */
export const mayStandForCalls = (span: StoredSpan): boolean =>
  isModelCall(span.kind) || span.kind === "agent" || span.kind === "workflow";

/** The spans that repeat each call of their trace, by the id of the call, the nearest to it first. */
export function repeatsByCall(spans: readonly StoredSpan[]): Map<string | null, StoredSpan[]> {
  const repeats = spans.filter(
    (span) => span.derived_call_id !== null && span.derived_call_trace_id === null,
  );
  repeats.sort((a, b) => (a.derived_call_rank ?? 0) - (b.derived_call_rank ?? 0));
  return groupBy(repeats, (span) => span.derived_call_id);
}

/** A span that repeats a model call which another span stands for: shown, but neither counted nor billed. */
export const isWrapper = (span: StoredSpan): boolean =>
  isModelCall(span.kind) && !isModelCall(shownKind(span));
