import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import type { Dialect, Reading } from "./dialect";
import { documentsOf } from "./documents";
import { textOrNull } from "./facts";
import { messagesOf } from "./messages";
import { nativeUsage } from "./native-usage";

/** Haystack: pipelines and their components, whose class names say what they do. */
export const haystack: Dialect = {
  name: "haystack",
  speaks: (facts) => facts.hasFamily("haystack"),
  read(facts) {
    const type = facts.text("haystack.component.type");
    const kind = kindOf(type);
    const inputValue = facts.value("haystack.component.input", "haystack.pipeline.input_data");
    const outputValue = facts.value("haystack.component.output", "haystack.pipeline.output_data");
    return {
      kind,
      name: facts.text("haystack.component.name"),
      functionName: facts.text("haystack.pipeline.name"),
      inputValue,
      outputValue,
      ...(kind === "llm" ? generator(inputValue, outputValue) : {}),
      ...(kind === "retrieval" || kind === "rerank" ? documents(inputValue, outputValue) : {}),
    };
  },
};

function kindOf(type: string | null): SpanKind {
  if (type === null) return "workflow";
  if (/Generator$/.test(type)) return "llm";
  if (/(?:Text|Document|Image)Embedder$/.test(type)) return "embedding";
  if (/Ranker$/.test(type)) return "rerank";
  if (/Retriever$/.test(type)) return "retrieval";
  if (/Agent$/.test(type)) return "agent";
  return "workflow";
}

/** Replies are messages of its own shape or texts; what the provider said besides is their `meta`. */
function generator(input: Json | undefined, output: Json | undefined): Reading {
  if (!isObject(output) || !Array.isArray(output.replies)) return {};
  const [reply] = output.replies;
  const [beside] = Array.isArray(output.meta) ? output.meta : [];
  const held = isObject(reply) ? (reply.meta ?? reply._meta) : beside;
  const meta = isObject(held) ? held : {};
  const asked = isObject(input) ? (input.messages ?? input.prompt) : undefined;
  return {
    responseModel: textOrNull(meta.model),
    requestModel: textOrNull(meta.model),
    finishReason: textOrNull(meta.finish_reason ?? meta.stop_reason),
    usage: nativeUsage(meta.usage, "haystack"),
    input:
      typeof asked === "string"
        ? [{ role: "user", content: asked }]
        : messagesOf(Array.isArray(asked) ? asked.map(plain) : undefined, "user"),
    output: output.replies.every((item) => typeof item === "string")
      ? output.replies.map((content) => ({ role: "assistant", content }))
      : messagesOf(output.replies.map(plain), "assistant"),
  };
}

/** Older versions write their private fields; calls and results lie among the contents. */
function plain(message: Json): Json {
  if (!isObject(message) || [message.role, message._role].every((role) => role === undefined)) return message;
  const content = message.content ?? message._content ?? null;
  return {
    role: message.role ?? message._role ?? null,
    name: message.name ?? message._name ?? null,
    content: Array.isArray(content) ? content.map(part) : content,
  };
}

function part(value: Json): Json {
  if (!isObject(value)) return value;
  const call = value.tool_call;
  if (isObject(call))
    return {
      type: "tool_call",
      id: call.id ?? null,
      name: call.tool_name ?? null,
      arguments: call.arguments ?? null,
    };
  const result = value.tool_call_result;
  if (!isObject(result)) return value;
  const origin = isObject(result.origin) ? result.origin : {};
  return {
    type: "tool_call_response",
    id: origin.id ?? null,
    name: origin.tool_name ?? null,
    response: result.result ?? null,
  };
}

const documents = (input: Json | undefined, output: Json | undefined): Reading => ({
  inputValue: isObject(input) ? (input.query ?? input) : input,
  documents: documentsOf(output),
});
