import { isContradicted } from "@/lib/model/cost-status";
import { isBilled } from "@/lib/model/kind";
import { modelName } from "@/lib/model/model-name";
import { hasEnded, openUntilUs } from "@/lib/model/open-until";

import { isWrapper, shownKind, type StoredSpan } from "./span-row";
import type { TraceRow } from "./trace-row";

const sum = (values: (number | null)[]): number | null =>
  values.reduce((total, value) => (value === null ? total : (total ?? 0) + value), null);

const distinct = (values: (string | null)[]): string[] =>
  [...new Set(values.filter((value) => value !== null))].sort();

const endNs = (span: StoredSpan): number | null =>
  span.duration_ns === null ? null : Date.parse(span.started_at) * 1e6 + span.duration_ns;

/**
 * A stand-in for the derived row of a trace in the second or two before it is derived: what the spans say by themselves.
 * Completeness is not judged yet. Null without spans.
 */
export function headOfSpans(traceId: string, spans: readonly StoredSpan[]): TraceRow | null {
  const ids = new Set(spans.map((span) => span.span_id));
  const root =
    spans.find((span) => span.parent_span_id === null) ??
    spans.find((span) => !ids.has(span.parent_span_id ?? ""));
  const head = root ?? spans[0];
  if (head === undefined) return null;
  const rootEnded = head.parent_span_id === null && hasEnded(head.duration_ns, head.flags);
  const until = openUntilUs(
    spans.map(({ started_at, duration_ns, flags }) => ({
      startedUs: Date.parse(started_at) * 1000,
      durationNs: duration_ns,
      flags,
    })),
  );
  const calls = spans.filter((span) => isBilled(shownKind(span), span.request_model ?? span.response_model));
  const said = (
    key:
      | "user_id"
      | "session_id"
      | "environment"
      | "release"
      | "version"
      | "service"
      | "feature"
      | "trace_name",
  ) => head[key] ?? spans.find((span) => span[key] !== null)?.[key] ?? null;
  const ends = spans.map(endNs).filter((end) => end !== null);
  const unpriced = calls.filter((call) => call.cost_nano_usd === null).length;
  const cost = calls.reduce((total, call) => total + BigInt(call.cost_nano_usd ?? 0), 0n);
  const ofKind = (kind: string) => spans.filter((span) => shownKind(span) === kind).length;
  return {
    started_at: head.started_at,
    duration_ns: ends.length === 0 ? null : Math.max(...ends) - Date.parse(head.started_at) * 1e6,
    ttft_ns: null,
    cost_nano_usd: calls.length === unpriced ? null : String(cost),
    trace_id: traceId,
    input_tokens: sum(
      calls.map((call) =>
        sum([
          call.input_uncached_tokens,
          call.cache_read_tokens,
          call.cache_write_tokens,
          call.input_audio_tokens,
        ]),
      ),
    ),
    cache_read_tokens: sum(calls.map((call) => call.cache_read_tokens)),
    cache_write_tokens: sum(calls.map((call) => call.cache_write_tokens)),
    output_tokens: sum(
      calls.map((call) => sum([call.output_text_tokens, call.reasoning_tokens, call.output_audio_tokens])),
    ),
    reasoning_tokens: sum(calls.map((call) => call.reasoning_tokens)),
    span_count: spans.length,
    llm_count: ofKind("llm"),
    tool_count: ofKind("tool"),
    retrieval_count: ofKind("retrieval"),
    error_count: spans.filter((span) => span.is_error).length,
    unknown_cost_count: unpriced,
    contradicted_cost_count: calls.filter((call) =>
      isContradicted(call.cost_nano_usd, call.reported_cost_nano_usd),
    ).length,
    is_error: head.is_error,
    root_span_id: head.parent_span_id === null ? head.span_id : null,
    is_open: !rootEnded,
    open_until: rootEnded ? null : new Date(until / 1000).toISOString(),
    cost_status:
      calls.length === 0
        ? null
        : unpriced === 0
          ? "known"
          : unpriced === calls.length
            ? "unknown"
            : "partial",
    has_prompt_version: null,
    has_context: null,
    has_output: null,
    has_tool_results: null,
    has_cost: null,
    flags: spans.reduce((all, span) => all | span.flags, 0),
    name: said("trace_name") ?? head.name,
    error_type: head.is_error ? head.error_type : null,
    failure: head.is_error ? head.failure : null,
    retry_count: null,
    fallback_count: null,
    tool_mode: null,
    parallel_saving_ns: null,
    service: said("service"),
    environment: said("environment"),
    release: said("release"),
    version: said("version"),
    feature: said("feature") ?? head.name,
    user_id: said("user_id"),
    session_id: said("session_id"),
    tags: distinct(spans.flatMap((span) => span.tags ?? [])),
    models: distinct(calls.map((call) => modelName(call.request_model, call.response_model))),
    providers: distinct(calls.map((call) => call.provider)),
    tools: distinct(
      spans.filter((span) => shownKind(span) === "tool").map((span) => span.tool_name ?? span.name),
    ),
    metadata_id: head.metadata_id,
    input_id: head.input_id,
    output_id:
      head.result_id ??
      calls
        .filter((call) => !isWrapper(call))
        .at(-1)
        ?.output_ids?.at(-1) ??
      null,
  };
}
