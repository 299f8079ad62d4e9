import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";

import type { Dialect } from "./dialect";
import { elements, textOrNull } from "./facts";
import { messageOf, messagesOf } from "./messages";
import { toolDefinitionsOf } from "./tool-definitions";

/** The oldest GenAI form: `gen_ai.prompt.<i>.role`, `gen_ai.completion.<i>.tool_calls.<j>.name`, or one attribute for all. */
export const genaiFlattened: Dialect = {
  name: "genai-flattened",
  speaks: (facts) => facts.hasFamily("flattened gen_ai"),
  read(facts) {
    const prompts = facts.list("gen_ai.prompt.");
    const completions = facts.list("gen_ai.completion.");
    const type = facts.text("llm.request.type");
    return {
      kind:
        type === "chat" || type === "completion"
          ? "llm"
          : type === "embedding"
            ? "embedding"
            : type === "rerank"
              ? "rerank"
              : null,
      input: flattened(prompts, "user") ?? whole(facts.value("gen_ai.prompt"), "user"),
      output: flattened(completions, "assistant") ?? whole(facts.value("gen_ai.completion"), "assistant"),
      finishReason:
        completions.map((item) => textOrNull(item.finish_reason)).find((word) => word !== null) ?? null,
      toolDefinitions: toolDefinitionsOf(facts.list("llm.request.functions.")),
    };
  },
};

function flattened(items: JsonObject[], role: string): Message[] | null {
  const messages = items.flatMap((item) => {
    const calls = elements(item.tool_calls).filter(isObject);
    return messageOf(
      { ...item, content: content(item.content), ...(calls.length > 0 ? { tool_calls: calls } : {}) },
      role,
    );
  });
  return messages.length === 0 ? null : messages;
}

/** Content parts travel as JSON text there; a text that merely looks like JSON stays text. */
function content(value: Json | undefined): Json {
  if (typeof value !== "string" || !value.startsWith("[{")) return value ?? null;
  try {
    const parts = JSON.parse(value) as Json;
    return Array.isArray(parts) && parts.every((part) => isObject(part) && typeof part.type === "string")
      ? parts
      : value;
  } catch {
    return value;
  }
}

export function whole(value: Json | undefined, role: string): Message[] | null {
  if (typeof value === "string") return value === "" ? null : [{ role, content: value }];
  return messagesOf(value, role);
}
