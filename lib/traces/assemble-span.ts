import type { Contents } from "@/lib/contents/read-contents";
import type { ContextList } from "@/lib/contents/read-contexts";
import { flagNames } from "@/lib/model/flags";
import { hexOfUuid } from "@/lib/model/ids";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { messageText, type Document, type Message } from "@/lib/model/message";
import { tokenTotals, type TokenBuckets } from "@/lib/model/tokens";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { SpanDocument } from "./document";
import { formatFingerprint } from "./fingerprint";
import { isWrapper, shownKind, type StoredSpan } from "./span-row";
import { msOfNs } from "./trace-row";

/** What the document of a span is made of, besides its row. */
export interface SpanParts {
  contents: Contents;
  contexts: ReadonlyMap<string, ContextList>;
  prices: ReadonlyMap<string, NonNullable<SpanDocument["price"]>>;
  promptOf: (span: StoredSpan) => { name: string | null; version: string | null };
  attributes: boolean;
}

/** One span of the document. Bodies that were not read are null. */
export function assembleSpan(span: StoredSpan, parts: SpanParts): SpanDocument {
  const { contents } = parts;
  const kind = shownKind(span);
  // A wrapper keeps its messages; its tokens and cost are those of the call that it repeats, and are shown there.
  const call = isModelCall(kind) || isWrapper(span);
  const settings = asObject(contents.value(span.settings_id));
  const parameters = asObject(settings?.parameters ?? null);
  const output = messagesOf(contents, span.output_ids);
  const outputText =
    output
      ?.filter((message) => message.role !== "tool")
      .map(messageText)
      .join("\n") || null;
  const buckets = isWrapper(span) ? null : bucketsOf(span);
  const inputValue = contents.value(span.input_id);
  const outputValue = contents.value(span.result_id);
  return {
    span_id: span.span_id,
    parent_span_id: span.parent_span_id,
    kind,
    name: span.name,
    status: span.is_error ? "error" : "ok",
    error: errorOf(span, contents),
    started_at: span.started_at,
    duration_ms: msOfNs(span.duration_ns),
    open: span.duration_ns === null,
    service: span.service,
    provider: span.provider,
    request_model: span.request_model,
    response_model: span.response_model,
    streaming: span.streaming,
    temperature: numberOf(parameters?.temperature),
    max_tokens: numberOf(parameters?.max_tokens),
    parameters,
    tool_definitions: Array.isArray(settings?.tools) ? settings.tools : null,
    ttft_ms: msOfNs(span.ttft_ns),
    finish_reason: span.finish_reason,
    tokens: tokenTotals(buckets),
    token_buckets: buckets && snakeBuckets(buckets),
    usage_rule: span.usage_rule,
    cost_usd: span.cost_nano_usd === null || isWrapper(span) ? null : usdOfNano(span.cost_nano_usd),
    reported_cost_usd: span.reported_cost_nano_usd === null ? null : usdOfNano(span.reported_cost_nano_usd),
    price: span.price_id === null || isWrapper(span) ? null : (parts.prices.get(span.price_id) ?? null),
    prompt: call ? promptOf(span, parts) : null,
    system: contents.text(span.system_id),
    input:
      span.context_id === null
        ? null
        : messagesOf(contents, parts.contexts.get(hexOfUuid(span.context_id))?.messageIds ?? null),
    output,
    output_text: outputText ?? (call && typeof outputValue === "string" ? outputValue : null),
    input_value: inputValue,
    output_value: outputValue,
    tool_calls: output && call ? output.flatMap((message) => message.tool_calls ?? []) : null,
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
    documents: documentsOf(contents, span.document_ids),
    wrapped_by: [],
    notes: flagNames(span.flags),
    ...rawOf(span, parts),
  };
}

const asObject = (value: Json): JsonObject | null => (isObject(value) ? value : null);
const numberOf = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);

function errorOf(span: StoredSpan, contents: Contents): SpanDocument["error"] {
  if (!span.is_error && span.error_id === null) return null;
  const body = asObject(contents.value(span.error_id));
  return {
    type: span.error_type,
    message: typeof body?.message === "string" ? body.message : null,
    stack: typeof body?.stack === "string" ? body.stack : null,
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

/** Null where no list was stored or none of it was read. */
function messagesOf(contents: Contents, ids: readonly string[] | null): SpanDocument["output"] {
  const messages = (ids ?? [])
    .map((id) => contents.message(id))
    .filter((message): message is Message => message !== null);
  return messages.length === 0 ? null : (messages as NonNullable<SpanDocument["output"]>);
}

function documentsOf(contents: Contents, ids: readonly string[] | null): SpanDocument["documents"] {
  const documents = (ids ?? [])
    .map((id) => contents.document(id))
    .filter((document): document is Document => document !== null);
  return documents.length === 0 ? null : documents;
}

/** Arguments and results often travel as text of JSON; what does not parse stays the text it is. */
function parsedJson(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** A retrieval's query in words: text, or the one field of an object that holds it. */
function queryText(value: Json): string | null {
  const parsed = parsedJson(value);
  if (parsed === null || typeof parsed === "string") return parsed;
  const named = isObject(parsed) ? (parsed.query ?? parsed.input ?? parsed.question) : null;
  return typeof named === "string" ? named : JSON.stringify(parsed);
}

function rawOf(
  span: StoredSpan,
  { contents, attributes }: SpanParts,
): Pick<SpanDocument, "attributes" | "events" | "links" | "resource" | "metadata"> {
  if (!attributes) return { attributes: null };
  const raw = asObject(contents.value(span.attributes_id));
  return {
    attributes: asObject(raw?.attributes ?? null) ?? {},
    events: Array.isArray(raw?.events) ? raw.events : [],
    links: Array.isArray(raw?.links) ? raw.links : [],
    resource: asObject(contents.value(span.resource_id)) ?? {},
    metadata: asObject(contents.value(span.metadata_id)) ?? {},
  };
}
