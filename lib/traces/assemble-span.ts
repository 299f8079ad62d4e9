import { attemptNames } from "@/lib/model/attempt";
import { FLAG, flagNames } from "@/lib/model/flags";
import { hasEnded } from "@/lib/model/open-until";
import { parseExactJson } from "@/lib/model/exact-json";
import { hexOfUuid } from "@/lib/model/ids";
import { isObject, type Json } from "@/lib/model/json";
import { callCostStatus } from "@/lib/model/cost-status";
import { isBilled, isModelCall } from "@/lib/model/kind";
import { messageText } from "@/lib/model/message";
import type { SpanError } from "@/lib/model/span";
import { tokenTotals, type TokenBuckets } from "@/lib/model/tokens";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { SpanDocument } from "./document";
import { formatFingerprint } from "./fingerprint";
import { rawOfSpan } from "./raw-of-span";
import { type Open, readSpanBodies } from "./span-bodies";
import { isWrapper, mayStandForCalls, shownKind, type StoredSpan } from "./span-row";
import { msOfNs } from "./trace-row";

/** What the document of a span is made of, besides its row. */
export interface SpanParts {
  open: Open;
  prices: ReadonlyMap<string, NonNullable<SpanDocument["price"]>>;
  promptOf: (span: StoredSpan) => { name: string | null; version: string | null };
  /** Whether bodies are shown, and what was sent. */
  content: boolean;
  attributes: boolean;
}

const notRead: Open = () => null;

/** One span of the document. Bodies that were not read are null. */
export function assembleSpan(span: StoredSpan, parts: SpanParts): SpanDocument {
  const kind = shownKind(span);
  // A wrapper keeps its messages; its tokens and cost are those of the calls that it repeats or sums up, and are shown there.
  const call = isModelCall(kind) || isWrapper(span);
  const { parameters, output, inputValue, outputValue, ...bodies } = readSpanBodies(
    span,
    parts.content ? parts.open : notRead,
  );
  const outputText =
    output
      ?.filter((message) => message.role !== "tool")
      .map(messageText)
      // Thoughts alone are no line of the answer.
      .filter((text) => text !== "")
      .join("\n") || null;
  const isCounted = isBilled(kind, span.request_model ?? span.response_model);
  const buckets = isCounted || !mayStandForCalls(span) ? bucketsOf(span) : null;
  const erasedAt = erasedAtOf(span, parts);
  return {
    span_id: span.span_id,
    parent_span_id: span.parent_span_id,
    kind,
    name: span.name,
    status: span.is_error ? "error" : "ok",
    ...(erasedAt !== null && { erased_at: erasedAt }),
    error: errorOf(span, bodies.error),
    failure: span.failure,
    attempt: attemptNames(span.derived_attempt),
    started_at: span.started_at,
    duration_ms: msOfNs(span.duration_ns),
    open: !hasEnded(span.duration_ns, span.flags),
    service: span.service,
    provider: span.provider,
    request_model: span.request_model,
    response_model: span.response_model,
    streaming: span.streaming,
    temperature: numberOf(parameters?.temperature),
    max_tokens: numberOf(parameters?.max_tokens),
    parameters,
    tool_definitions: bodies.toolDefinitions as SpanDocument["tool_definitions"],
    ttft_ms: msOfNs(span.ttft_ns),
    finish_reason: span.finish_reason,
    tokens: tokenTotals(buckets),
    token_buckets: buckets && snakeBuckets(buckets),
    tokens_estimated: buckets !== null && (span.flags & FLAG.tokensEstimated) !== 0,
    usage_rule: span.usage_rule,
    service_tier: span.service_tier,
    cost_usd: isCounted && span.cost_nano_usd !== null ? usdOfNano(span.cost_nano_usd) : null,
    reported_cost_usd: span.reported_cost_nano_usd === null ? null : usdOfNano(span.reported_cost_nano_usd),
    cost_status: isCounted ? callCostStatus(span.cost_nano_usd, span.reported_cost_nano_usd) : null,
    price: isCounted && span.price_id !== null ? (parts.prices.get(span.price_id) ?? null) : null,
    prompt: call ? promptOf(span, parts) : null,
    system: bodies.system,
    input: bodies.input,
    output,
    output_text: outputText ?? (call && typeof outputValue === "string" ? outputValue : null),
    input_value: inputValue,
    output_value: outputValue,
    tool_calls:
      output && call
        ? output.flatMap((message) =>
            (message.tool_calls ?? []).map((asked) => ({ ...asked, arguments: parsedJson(asked.arguments) })),
          )
        : null,
    tool:
      kind === "tool"
        ? {
            name: span.tool_name ?? span.name,
            call_id: span.tool_call_id,
            arguments: parsedJson(inputValue),
            result: parsedJson(outputValue),
          }
        : null,
    query: kind === "retrieval" || kind === "rerank" ? queryText(inputValue) : null,
    documents: bodies.documents,
    wrapped_by: [],
    told_elsewhere:
      span.derived_call_id && span.derived_call_trace_id
        ? {
            trace_id: hexOfUuid(span.derived_call_trace_id),
            span_id: span.derived_call_id,
            counted: isCounted ? "here" : "there",
          }
        : null,
    notes: flagNames(span.flags),
    ...(parts.attributes ? rawOfSpan(span, parts.open) : { attributes: null }),
  };
}

/** Of its own record, or of what came about it in other requests. */
function erasedAtOf(span: StoredSpan, { open, content, attributes }: SpanParts): string | null {
  if (!content && !attributes) return null;
  const rows = [span, ...(span.additions ?? [])];
  return rows.map((row) => open(row)?.erasedAt).find((at) => typeof at === "string") ?? null;
}

const numberOf = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);

function errorOf(span: StoredSpan, body: SpanError | null): SpanDocument["error"] {
  if (!span.is_error && body === null) return null;
  return {
    type: span.error_type ?? body?.type ?? null,
    message: body?.message ?? null,
    stack: body?.stack ?? null,
  };
}

function bucketsOf(span: StoredSpan): TokenBuckets | null {
  const buckets = {
    inputUncached: span.input_uncached_tokens,
    cacheRead: span.cache_read_tokens,
    cacheWrite: span.cache_write_tokens,
    cacheWrite1h: span.cache_write_1h_tokens,
    inputAudio: span.input_audio_tokens,
    outputText: span.output_text_tokens,
    reasoning: span.reasoning_tokens,
    outputAudio: span.output_audio_tokens,
    cacheReadAudio: span.cache_read_audio_tokens,
    cacheReadImage: span.cache_read_image_tokens,
    inputImage: span.input_image_tokens,
    inputVideo: span.input_video_tokens,
    outputImage: span.output_image_tokens,
    outputVideo: span.output_video_tokens,
  };
  return Object.values(buckets).every((value) => value === null) ? null : buckets;
}

const snakeBuckets = (buckets: TokenBuckets): NonNullable<SpanDocument["token_buckets"]> => ({
  input_uncached: buckets.inputUncached,
  cache_read: buckets.cacheRead,
  cache_write: buckets.cacheWrite,
  cache_write_1h: buckets.cacheWrite1h,
  input_audio: buckets.inputAudio,
  output_text: buckets.outputText,
  reasoning: buckets.reasoning,
  output_audio: buckets.outputAudio,
  cache_read_audio: buckets.cacheReadAudio ?? null,
  cache_read_image: buckets.cacheReadImage ?? null,
  input_image: buckets.inputImage ?? null,
  input_video: buckets.inputVideo ?? null,
  output_image: buckets.outputImage ?? null,
  output_video: buckets.outputVideo ?? null,
});

function promptOf(span: StoredSpan, parts: SpanParts): SpanDocument["prompt"] {
  if (span.fingerprint === null && span.prompt_name === null && span.prompt_label === null) return null;
  const found = parts.promptOf(span);
  return {
    name: span.prompt_name ?? found.name,
    version: span.prompt_label ?? found.version,
    fingerprint: span.fingerprint === null ? null : formatFingerprint(span.fingerprint),
  };
}

/** Arguments and results often travel as text of JSON; what does not parse stays the text it is. */
function parsedJson(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return parseExactJson(value);
  } catch {
    return value;
  }
}

/** A retrieval's query in words: text, or the one field of an object that holds it. */
function queryText(value: Json): string | null {
  const parsed = parsedJson(value);
  if (parsed === null || typeof parsed === "string") return parsed;
  const named = isObject(parsed) ? (parsed.query ?? parsed.input ?? parsed.question) : null;
  if (typeof named === "string") return named;
  // Documents alone: what was asked is not told.
  return isObject(parsed) && parsed.query === null ? null : JSON.stringify(parsed);
}
