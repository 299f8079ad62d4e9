import type { SpanDocument } from "./document";

/**
 * A model call with what its wrappers know of it: messages from whichever has more, facts from the innermost that has
 * them. Cost and time stay the call's own.
 * @param wrappers spans that repeat this call, innermost first
 */
export function mergeWrappers(call: SpanDocument, wrappers: readonly SpanDocument[]): SpanDocument {
  if (wrappers.length === 0) return call;
  const all = [call, ...wrappers];
  const first = <Key extends keyof SpanDocument>(key: Key): SpanDocument[Key] =>
    all.find((span) => span[key] !== null)?.[key] ?? call[key];
  const longest = (key: "input" | "output" | "tool_definitions") => {
    let best = call[key];
    for (const { [key]: list } of wrappers) if ((list?.length ?? 0) > (best?.length ?? 0)) best = list;
    return best;
  };
  const speaker = all.find((span) => (span.output?.length ?? 0) === (longest("output")?.length ?? 0)) ?? call;
  const parameters = Object.assign(
    {},
    ...all.map((span) => span.parameters ?? {}).toReversed(),
  ) as NonNullable<SpanDocument["parameters"]>;
  return {
    ...call,
    provider: first("provider"),
    request_model: first("request_model"),
    response_model: first("response_model"),
    streaming: first("streaming"),
    temperature: first("temperature"),
    max_tokens: first("max_tokens"),
    parameters: all.every((span) => span.parameters === null) ? null : parameters,
    tool_definitions: longest("tool_definitions") as SpanDocument["tool_definitions"],
    ttft_ms: first("ttft_ms"),
    finish_reason: first("finish_reason"),
    tokens: first("tokens"),
    token_buckets: first("token_buckets"),
    usage_rule: first("usage_rule"),
    prompt: mergedPrompt(all),
    system: first("system"),
    input: longest("input") as SpanDocument["input"],
    output: longest("output") as SpanDocument["output"],
    output_text: speaker.output_text ?? first("output_text"),
    tool_calls: speaker.tool_calls ?? first("tool_calls"),
    error: mergedError(all),
    wrapped_by: wrappers.map((wrapper) => wrapper.span_id),
  };
}

function mergedPrompt(all: readonly SpanDocument[]): SpanDocument["prompt"] {
  const prompts = all.map((span) => span.prompt).filter((prompt) => prompt !== null);
  if (prompts.length === 0) return null;
  const first = (key: "name" | "version" | "fingerprint") =>
    prompts.find((prompt) => prompt[key] !== null)?.[key] ?? null;
  return { name: first("name"), version: first("version"), fingerprint: first("fingerprint") };
}

/** A provider's own client may say only the type, and the instrumentation around it the message. */
function mergedError(all: readonly SpanDocument[]): SpanDocument["error"] {
  const errors = all.map((span) => span.error).filter((error) => error !== null);
  if (errors.length === 0) return null;
  const first = (key: "type" | "message" | "stack") =>
    errors.find((error) => error[key] !== null && error[key] !== undefined)?.[key] ?? null;
  return { type: first("type"), message: first("message"), stack: first("stack") };
}
