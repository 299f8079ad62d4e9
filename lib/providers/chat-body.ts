import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";
import type { Message, MessagePart, ToolDefinition } from "@/lib/model/message";

import { completeCalls } from "./complete-calls";
import type { ModelRequest } from "./model-call";

/** Parameters that OpenAI's chat completions take, under their names there; others are not sent. */
const PARAMETERS: Record<string, string> = {
  temperature: "temperature",
  top_p: "top_p",
  seed: "seed",
  stop_sequences: "stop",
  frequency_penalty: "frequency_penalty",
  presence_penalty: "presence_penalty",
  reasoning_level: "reasoning_effort",
  response_format: "response_format",
  tool_choice: "tool_choice",
  parallel_tool_calls: "parallel_tool_calls",
};

/** OpenAI's own models refuse the older name, which others know alone. */
const KNOWS_NEW_NAME = /(^|\.)(openai\.com|openai\.azure\.com|azure\.com)$/;

/** A call as a request of OpenAI's chat completions, streamed with its usage at the end. */
export function chatBody(request: ModelRequest, baseUrl: string): JsonObject {
  const { model, system, messages, tools, parameters } = request;
  const limit = KNOWS_NEW_NAME.test(new URL(baseUrl).hostname) ? "max_completion_tokens" : "max_tokens";
  const definitions = tools.flatMap(definitionOf);
  return {
    model,
    messages: [
      ...(system === null ? [] : [{ role: "system", content: system }]),
      ...completeCalls(messages).map(messageOf),
    ],
    ...(definitions.length > 0 && { tools: definitions }),
    ...parametersOf(parameters, definitions.length > 0),
    ...(typeof parameters.max_tokens === "number" && { [limit]: parameters.max_tokens }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

const OF_TOOLS = new Set(["tool_choice", "parallel_tool_calls"]);

function parametersOf(parameters: JsonObject, hasTools: boolean): JsonObject {
  return Object.fromEntries(
    Object.entries(PARAMETERS).flatMap(([ours, theirs]) => {
      const value = parameters[ours];
      if (value === undefined || value === null || (OF_TOOLS.has(ours) && !hasTools)) return [];
      const convert = CONVERTED[ours];
      return [[theirs, convert === undefined ? value : convert(opened(value))]];
    }),
  );
}

/** Attributes hold no objects: some clients write them as JSON. */
const opened = (value: Json): Json =>
  typeof value === "string" && /^\s*\{/.test(value) ? (parseJson(value) ?? value) : value;

const CONVERTED: Record<string, (value: Json) => Json> = {
  tool_choice: choiceOf,
  // OpenTelemetry says the type alone.
  response_format: (value) =>
    typeof value === "string" ? { type: value === "json" ? "json_object" : value } : value,
};

/** A choice as Anthropic's clients write it. */
function choiceOf(value: Json): Json {
  if (!isObject(value)) return value;
  if (value.type === "any") return "required";
  if (value.type === "auto" || value.type === "none") return value.type;
  return value.type === "tool" ? { type: "function", function: { name: value.name ?? "" } } : value;
}

/** Tools of the provider have no parameters of ours, and another provider has none of them. */
const definitionOf = ({ name, description, parameters, configuration }: ToolDefinition): JsonObject[] =>
  configuration !== undefined
    ? []
    : [
        {
          type: "function",
          function: {
            name,
            ...(description !== undefined && { description }),
            parameters: isObject(parameters) ? parameters : { type: "object", properties: {} },
          },
        },
      ];

const ROLES: Record<string, string> = { developer: "system" };

function messageOf(message: Message): JsonObject {
  const { role, content, tool_calls: calls, tool_call_id: id, name } = message;
  if (role === "tool") return { role, tool_call_id: id ?? "", content: plainText(content) };
  const known = role === "user" || role === "assistant" || role === "system" ? role : (ROLES[role] ?? "user");
  return {
    role: known,
    content: known === "user" ? partsOf(content) : plainText(content) || null,
    ...(name !== undefined && /^[\w-]{1,64}$/.test(name) && { name }),
    ...(calls !== undefined && {
      tool_calls: calls.map((call) => ({
        id: call.id ?? "",
        type: "function",
        function: { name: call.name, arguments: argumentsText(call.arguments) },
      })),
    }),
  };
}

const argumentsText = (given: Json): string =>
  given === null ? "{}" : typeof given === "string" ? given : JSON.stringify(given);

function partsOf(content: Message["content"]): Json {
  if (typeof content === "string" || content === null) return content ?? "";
  const parts = content.flatMap((part): JsonObject[] => {
    if (part.type === "media")
      return part.modality === "image" && isWebAddress(part.uri)
        ? [{ type: "image_url", image_url: { url: part.uri } }]
        : [];
    const text = textOfPart(part);
    return text === "" ? [] : [{ type: "text", text }];
  });
  return parts.every(({ type }) => type === "text") ? parts.map(({ text }) => text).join("\n") : parts;
}

/** Nobody but a provider itself reads its files, and bytes are not kept. */
export const isWebAddress = (uri: string | undefined): uri is string =>
  uri !== undefined && /^https?:/.test(uri);

export const plainText = (content: Message["content"]): string =>
  typeof content === "string" ? content : (content ?? []).map(textOfPart).filter(Boolean).join("\n");

/** What a part says; thoughts are said again by nobody. */
export function textOfPart(part: MessagePart): string {
  if (part.type === "text" || part.type === "refusal") return part.text;
  if (part.type === "other") return typeof part.value === "string" ? part.value : JSON.stringify(part.value);
  return part.type === "media" ? (part.transcript ?? "") : "";
}
