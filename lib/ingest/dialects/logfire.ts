import type { SpanKind } from "@/lib/model/kind";

import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { tagsOf } from "./plain";
import { jsonOrText } from "@/lib/model/json-text";
import { isObject } from "@/lib/model/json";

/** Levels as OpenTelemetry's severity numbers: from here on it is an error. */
const ERROR_LEVEL = 17;

/** Pydantic Logfire: every span is sent twice, first as a pending copy below itself; the message replaces the template. */
export const logfire: Dialect = {
  name: "logfire",
  matches: (facts) => facts.hasFamily("logfire"),
  read(facts) {
    const level = facts.number("logfire.level_num");
    const pending = facts.text("logfire.span_type") === "pending_span";
    // Bookkeeping of Logfire's own console.
    facts.drop("logfire.msg_template", "logfire.json_schema", "logfire.pending_parent_id");
    return {
      pending,
      name: facts.text("logfire.msg"),
      tags: tagsOf(facts.value("logfire.tags")),
      isError: level !== null && level >= ERROR_LEVEL,
      ...(facts.has("request_data") ? instrumented(facts) : {}),
    };
  },
};

/**
 * A provider's client that Logfire watches: request and response whole. Of a stream there are two: the span ends when the
 * stream begins, and a log record at its end has what was said. The record is the call.
 */
function instrumented(facts: Facts): Reading {
  const request = jsonOrText(facts.peek("request_data") ?? null);
  if (!isObject(request) || !facts.has("gen_ai.request.model")) return {};
  const ended = facts.peek("logfire.span_type") === "log";
  const opened = request.stream === true && !facts.has("response_data");
  const kind: SpanKind = opened ? "workflow" : facts.span.name.startsWith("Embedding") ? "embedding" : "llm";
  const inputValue = facts.value("request_data");
  const response = facts.value("response_data");
  const streamed = isObject(response) && typeof response.combined_chunk_content === "string";
  return {
    kind,
    inputValue,
    outputValue:
      streamed && response.message === undefined ? (response.combined_chunk_content ?? null) : response,
    streaming: ended || opened ? true : request.stream === true,
  };
}
