import { parseJson } from "@/lib/model/json-text";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Message, MessagePart, ToolDefinition } from "@/lib/model/message";

import { isWebAddress, plainText, textOfPart } from "./chat-body";
import { completeCalls } from "./complete-calls";
import type { ModelRequest } from "./model-call";

/** Anthropic takes no call without a limit. */
export const USUAL_MAX_TOKENS = 4096;

/** A call as a request of Anthropic's Messages, streamed. */
export function messagesBody({ model, system, messages, tools, parameters }: ModelRequest): JsonObject {
  const definitions = tools.flatMap(definitionOf);
  const {
    temperature,
    top_p,
    top_k,
    stop_sequences: stop,
    max_tokens: limit,
    tool_choice: choice,
  } = parameters;
  return {
    model,
    max_tokens: typeof limit === "number" ? limit : USUAL_MAX_TOKENS,
    ...(system !== null && { system }),
    messages: turnsOf(completeCalls(messages)),
    ...(definitions.length > 0 && { tools: definitions }),
    ...(definitions.length > 0 &&
      choice !== undefined &&
      choice !== null && { tool_choice: choiceOf(choice) }),
    ...(typeof temperature === "number" && { temperature }),
    ...(typeof top_p === "number" && { top_p }),
    ...(typeof top_k === "number" && { top_k }),
    ...(stop !== undefined && stop !== null && { stop_sequences: Array.isArray(stop) ? stop : [stop] }),
    stream: true,
  };
}

/** A choice as OpenAI's clients write it. */
function choiceOf(value: Json): Json {
  if (value === "required") return { type: "any" };
  if (typeof value === "string") return { type: value };
  if (isObject(value) && value.type === "function" && isObject(value.function))
    return { type: "tool", name: value.function.name ?? "" };
  return value;
}

const definitionOf = ({ name, description, parameters, configuration }: ToolDefinition): JsonObject[] =>
  configuration !== undefined
    ? []
    : [
        {
          name,
          ...(description !== undefined && { description }),
          input_schema: isObject(parameters) ? parameters : { type: "object", properties: {} },
        },
      ];

/** Users and the assistant take turns; results of tools are said by the user, before anything else of that turn. */
function turnsOf(messages: readonly Message[]): JsonObject[] {
  const turns: { role: "user" | "assistant"; content: JsonObject[] }[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const blocks = blocksOf(message);
    if (blocks.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  return turns;
}

function blocksOf(message: Message): JsonObject[] {
  const { role, content, tool_calls: calls, tool_call_id: id } = message;
  if (role === "tool") return [{ type: "tool_result", tool_use_id: id ?? "", content: plainText(content) }];
  const said = typeof content === "string" ? [{ type: "text" as const, text: content }] : (content ?? []);
  return [
    ...said.flatMap(blockOf),
    ...(calls ?? []).map((call) => ({
      type: "tool_use",
      id: call.id ?? "",
      name: call.name,
      input: inputOf(call.arguments),
    })),
  ];
}

/** Blocks that Anthropic's own clients sent are sent as they were. */
const OWN_BLOCKS = new Set(["document", "search_result"]);

function blockOf(part: MessagePart): JsonObject[] {
  if (part.type === "media")
    return part.modality === "image" && isWebAddress(part.uri)
      ? [{ type: "image", source: { type: "url", url: part.uri } }]
      : [];
  if (part.type === "other" && isObject(part.value) && OWN_BLOCKS.has(String(part.value.type)))
    return [part.value];
  const text = textOfPart(part);
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function inputOf(given: Json): JsonObject {
  const value = typeof given === "string" ? parseJson(given) : given;
  return isObject(value) ? value : {};
}
