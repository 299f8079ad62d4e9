import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import { parseJson } from "@/lib/model/json-text";
import type { Dialect } from "./dialect";
import { elements, textOrNull } from "./facts";
import type { Facts } from "./facts";
import { messageOf, messagesOf } from "./messages";
import { orPythonMessages } from "./python-messages";
import { toolDefinitionsOf } from "./tool-definitions";
import { usageIn } from "./usage-attributes";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  chat: "llm",
  completion: "llm",
  acompletion: "llm",
  embedding: "embedding",
  aembedding: "embedding",
  rerank: "rerank",
};

/** The oldest GenAI form: `gen_ai.prompt.<i>.role`, `gen_ai.completion.<i>.tool_calls.<j>.name`, or one attribute for all; `llm.*` of OpenLLMetry before it. */
export const genaiFlattened: Dialect = {
  name: "genai-flattened",
  matches: (facts) => facts.hasFamily("flattened gen_ai"),
  read(facts) {
    const prompts = listed(facts, "gen_ai.prompt.", "llm.prompts.");
    const completions = listed(facts, "gen_ai.completion.", "llm.completions.");
    const asked = orPythonMessages(facts.value("gen_ai.prompt"));
    const answered = orPythonMessages(facts.value("gen_ai.completion"));
    return {
      kind: lookUp(KINDS, facts.text("llm.request.type") ?? "") ?? null,
      provider: facts.text("llm.vendor"),
      requestModel: facts.text("llm.request.model"),
      responseModel: facts.text("llm.response.model"),
      streaming: facts.flag("llm.is_streaming"),
      parameters: parameters(facts),
      usage: usageIn(facts, "llm")?.counts ?? null,
      input: flattened(prompts, "user") ?? whole(asked, "user"),
      output: flattened(completions, "assistant") ?? whole(answered, "assistant"),
      // Of another shape than messages: as it came.
      inputValue: asked,
      outputValue: answered,
      finishReason:
        completions.map((item) => textOrNull(item.finish_reason)).find((word) => word !== null) ??
        facts.text("llm.response.finish_reason", "llm.response.stop_reason"),
      toolDefinitions: toolDefinitionsOf(facts.list("llm.request.functions.")),
    };
  },
};

/** OpenInference has texts of its own below `llm.prompts`. */
function listed(facts: Facts, prefix: string, older: string): JsonObject[] {
  const items = facts.list(prefix);
  return items.length > 0 || facts.has("openinference.span.kind") ? items : facts.list(older);
}

function parameters(facts: Facts): JsonObject | null {
  const said = Object.entries({
    temperature: facts.number("llm.request.temperature"),
    top_p: facts.number("llm.request.top_p"),
    top_k: facts.number("llm.top_k"),
    max_tokens: facts.number("llm.request.max_tokens"),
    frequency_penalty: facts.number("llm.frequency_penalty"),
    presence_penalty: facts.number("llm.presence_penalty"),
    stop_sequences: facts.value("llm.chat.stop_sequences") ?? null,
  }).filter(([, value]) => value !== null);
  return said.length === 0 ? null : Object.fromEntries(said);
}

function flattened(items: JsonObject[], role: string): Message[] | null {
  const messages = items.flatMap((item): Message[] => {
    const calls = elements(item.tool_calls);
    return messageOf(
      { ...item, content: parts(item.content), ...(calls.length > 0 ? { tool_calls: calls } : {}) },
      role,
    );
  });
  return messages.length === 0 ? null : messages;
}

/**
 * Content parts travel as JSON text there; a text that merely looks like JSON stays text. What stands among parts and is none stays in
 * its place.
 */
export function parts(value: Json | undefined): Json {
  if (typeof value !== "string" || !/^\s*\[/.test(value)) return value ?? null;
  const list = parseJson(value);
  return Array.isArray(list) && list.some(isPart) ? list : value;
}

/** A typed part, or one of Bedrock's blocks, which their key names. */
const isPart = (value: Json): boolean =>
  isObject(value) &&
  (typeof value.type === "string" ||
    (Object.keys(value).length === 1 &&
      ["text", "toolUse", "toolResult", "image", "document", "reasoningContent", "json"].includes(
        Object.keys(value)[0] as string,
      )));

/** A text, messages in any shape, or a list of texts. */
export function whole(value: Json | undefined, role: string): Message[] | null {
  if (typeof value === "string") return value === "" ? null : [{ role, content: value }];
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"))
    return value.map((content) => ({ role, content }));
  return messagesOf(value, role);
}
