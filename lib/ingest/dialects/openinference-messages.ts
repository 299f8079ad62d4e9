import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Message, ToolDefinition } from "@/lib/model/message";

import { elements } from "./facts";
import type { Facts } from "./facts";
import { messageOf } from "./messages";
import { lookUp } from "./look-up";

/** `message.*` below each index; `contents` win over `content`, and list calls that `tool_calls` lists again. */
export function flattened(facts: Facts, prefix: string, role: string): Message[] | null {
  const messages = facts.list(prefix).flatMap((item) => {
    const message = isObject(item.message) ? item.message : null;
    // Under another name than a message has: as it came.
    if (message === null) return messageOf({ role: "other", content: [item] }, role);
    const contents = elements(message.contents)
      .map(contentOf)
      .filter((content) => content !== null);
    const calls = elements(message.tool_calls)
      .map((call) => (isObject(call) && isObject(call.tool_call) ? call.tool_call : call))
      .filter((call) => call !== null);
    return messageOf(
      {
        ...message,
        content: contents.length > 0 ? contents : (message.content ?? null),
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
        ...(message.function_call_name === undefined
          ? {}
          : {
              function_call: {
                name: message.function_call_name,
                arguments: message.function_call_arguments_json ?? null,
              },
            }),
      },
      role,
    );
  });
  return messages.length === 0 ? null : messages;
}

function contentOf(item: Json): Json | null {
  if (!isObject(item)) return item;
  if (isObject(item.message_content)) return item.message_content;
  if (!isObject(item.tool_call) || !isObject(item.tool_call.function)) return item;
  return {
    type: "tool_call",
    id: item.tool_call.id ?? null,
    name: item.tool_call.function.name ?? null,
    arguments: item.tool_call.function.arguments ?? null,
  };
}

export const prompts = (facts: Facts): Message[] | null =>
  texts(facts.list("llm.prompts."), "prompt", "user");
export const completions = (facts: Facts): Message[] | null =>
  texts(facts.list("llm.choices."), "completion", "assistant");

function texts(items: JsonObject[], key: string, role: string): Message[] | null {
  const messages = items.flatMap((item) =>
    isObject(item[key]) && typeof item[key].text === "string" ? [{ role, content: item[key].text }] : [],
  );
  return messages.length === 0 ? null : messages;
}

/** The LangChain instrumentation leaves ids of tool calls out of the flattened list; the raw value has them, in the same order. */
export function completed(messages: Message[] | null, raw: Message[] | null): Message[] | null {
  if (messages === null || raw === null || messages.length !== raw.length) return messages;
  return messages.map((message, index) => {
    const other = raw[index] as Message;
    const calls = message.tool_calls?.map((call, at) => {
      const same = other.tool_calls?.[at];
      return call.id === null && same?.name === call.name ? { ...call, id: same.id } : call;
    });
    const id = message.tool_call_id ?? (message.role === other.role ? other.tool_call_id : undefined);
    return {
      ...message,
      ...(calls === undefined ? {} : { tool_calls: calls }),
      ...(id === undefined ? {} : { tool_call_id: id }),
    };
  });
}

/** Where the raw request or response keeps what was read out of it. */
const READ: Record<string, string[]> = {
  "input.value": ["messages", "input", "prompt", "contents", "system", "instructions"],
  "output.value": ["choices", "output", "content", "generations", "message", "messages", "instructions"],
};

/** Messages are bodies of their own: of the raw value only the rest of its object is kept. */
export function keepRest(
  facts: Facts,
  key: string,
  raw: Json,
  messages: Message[] | null,
  tools: ToolDefinition[] | null,
): void {
  if (messages === null || raw === null) return;
  facts.drop(key);
  if (!isObject(raw)) return;
  const gone = new Set([...(lookUp(READ, key) ?? []), ...(tools === null ? [] : ["tools", "functions"])]);
  const rest = Object.fromEntries(Object.entries(raw).filter(([name]) => !gone.has(name)));
  if (Object.keys(rest).length > 0) facts.keep(key, rest);
}
