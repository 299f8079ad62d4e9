import { callName } from "@/lib/model/call-name";
import { saysDecision } from "@/lib/model/decision";
import { DECISION_FLAG, FLAG } from "@/lib/model/flags";
import { classifyFailure, type Failure } from "@/lib/model/failure";
import { inputAnatomy } from "@/lib/model/input-anatomy";
import { isModelCall } from "@/lib/model/kind";
import type { ModelSpan, SentSpan } from "@/lib/model/span";

import type { SpanRow } from "./rows";

/**
 * Puts into a row what we make of its words: why it failed, what its input consisted of, whose side of a call it tells, that it
 * decided, and which step it is as far as it says itself. After the row has its revision
 * and its usage: what we make of a span decides nothing about which copy of it wins.
 */
export function classifySpan(row: SpanRow, span: ModelSpan): void {
  row.failure = failureOf(span);
  if (isModelCall(span.kind) && span.sent) tellServer(row, span.sent);
  if (saysDecision(span.metadata)) row.flags = (row.flags ?? 0) | DECISION_FLAG;
  const anatomy = span.kind === "llm" ? inputAnatomy(span, inputTokensOf(row)) : null;
  row.input_system_tokens = anatomy?.system ?? null;
  row.input_tools_tokens = anatomy?.tools ?? null;
  row.input_history_tokens = anatomy?.history ?? null;
  row.input_retrieved_tokens = anatomy?.retrieved ?? null;
  row.input_user_tokens = anatomy?.user ?? null;
  const step = isModelCall(span.kind)
    ? callName(row.name as string, row.request_model, row.response_model)
    : row.name;
  row.derived_step = step === row.name ? null : step;
}

/**
 * A provider's or gateway's span of the call that it served: what it calls the request's id (vLLM, SGLang) is the response's id
 * to whoever asked.
 */
function tellServer(row: SpanRow, { about, attributes }: SentSpan): void {
  if (about?.kind !== "SERVER") return;
  row.flags = (row.flags ?? 0) | FLAG.server;
  const requestId = attributes.get("gen_ai.request.id");
  if (typeof requestId === "string" && requestId !== "" && requestId.length <= MAX_ID)
    row.response_id ??= requestId;
}

/** As long as an id is ever; longer ones are none. */
const MAX_ID = 200;

function failureOf(span: ModelSpan): Failure | null {
  const { isError, kind } = span;
  const finishReason = span.kind === "llm" && refuses(span) ? "refusal" : span.finishReason;
  if (!isError && finishReason !== "content_filter" && finishReason !== "refusal") return null;
  const status = span.attributes["http.response.status_code"] ?? span.attributes["http.status_code"];
  return classifyFailure({
    isError,
    errorType: span.error?.type ?? null,
    message: span.error?.message ?? null,
    statusCode: status === undefined ? null : Number(status),
    finishReason,
    kind,
  });
}

/** OpenAI has a part of its own for it; other providers' refusals are filters and end with that reason. */
const refuses = ({ output }: ModelSpan): boolean =>
  output !== null &&
  output.some(
    ({ content }) =>
      Array.isArray(content) && content.some((part) => part.type === "refusal" && part.text !== ""),
  );

function inputTokensOf(row: SpanRow): number | null {
  const { input_uncached_tokens, cache_read_tokens, cache_write_tokens, input_audio_tokens } = row;
  if (
    input_uncached_tokens === null &&
    cache_read_tokens === null &&
    cache_write_tokens === null &&
    input_audio_tokens === null
  )
    return null;
  return (
    (input_uncached_tokens ?? 0) +
    (cache_read_tokens ?? 0) +
    (cache_write_tokens ?? 0) +
    (input_audio_tokens ?? 0)
  );
}
