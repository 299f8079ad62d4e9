import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Message, MessagePart, ToolCall } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { textOrNull } from "./facts";
import { audio, withoutMedia } from "./media-parts";
import { otherPiece, pieceOf, resultText, toolCall } from "./message-parts";
import type { Piece } from "./message-parts";
import { interactionOf } from "./interaction";
import { lookUp } from "./look-up";

const ROLES: Record<string, string> = {
  human: "user",
  ai: "assistant",
  model: "assistant",
  function: "tool",
  humanmessage: "user",
  aimessage: "assistant",
  systemmessage: "system",
  toolmessage: "tool",
  functionmessage: "tool",
  humanmessagechunk: "user",
  aimessagechunk: "assistant",
  systemmessagechunk: "system",
  toolmessagechunk: "tool",
};

const canonicalRole = (role: Json | undefined, otherwise: string): string => {
  const word = textOrNull(role);
  return word === null ? otherwise : (lookUp(ROLES, word.toLowerCase()) ?? word);
};

/**
 * A list of messages in any client's shape, a single message, or an object that holds one (`messages`, `input`,
 * `contents`, `choices`, `generations`, `output`) -> messages.
 * An element that is no message known to us stands in its place as it came.
 * @param role what an element without a role is
 * @returns null when the value holds no messages
 */
export function messagesOf(value: Json | undefined, role: string): Message[] | null {
  const list = listOf(value);
  if (list === null) return null;
  const messages = list.flatMap((item) => messageOf(item, role));
  return messages.length === 0 ? null : messages;
}

/** The same for what can be nothing but messages, whatever its elements look like. */
export function listedMessages(value: Json | undefined, role: string): Message[] | null {
  if (!Array.isArray(value)) return messagesOf(value, role);
  // Attributes hold lists of texts, not of objects: some write each message as JSON.
  const items = value.some((item) => typeof item === "string") ? value.map(messageInText) : value;
  const list = listOf(items) ?? items;
  const messages = list.flatMap((item) => messageOf(item, role));
  return messages.length === 0 ? null : messages;
}

function messageInText(item: Json): Json {
  const held = jsonOrText(item);
  return isMessageLike(held) ? held : item;
}

/** What is no message that we know, as it came; nothing where nothing is said in it. */
export const asItCame = (value: Json): Message[] =>
  isObject(value) && Object.keys(value).every((key) => key === "index" || key === "finish_reason")
    ? []
    : [{ role: "other", content: [{ type: "other", value: withoutMedia(value) }] }];

const HOLDERS = [
  "messages",
  "input",
  "contents",
  "choices",
  "candidates",
  "generations",
  "output",
  "prompt",
] as const;

/** Does the value look like messages at all? A chain's input such as `{"q": 1}` does not. */
function listOf(value: Json | undefined): Json[] | null {
  if (Array.isArray(value)) {
    // LangChain batches: a list of lists of one conversation each.
    const items = value.length === 1 && Array.isArray(value[0]) ? value[0] : value;
    return items.some((item) => isMessageLike(item)) ? items : null;
  }
  if (!isObject(value)) return null;
  if (value.object === "interaction") return interactionOf(value);
  for (const holder of HOLDERS) {
    const held = value[holder];
    if (typeof held === "object" && held !== null) {
      const list = listOf(held);
      if (list !== null) return list;
    }
  }
  return isMessageLike(value) ? [value] : null;
}

const isMessageLike = (value: Json): boolean =>
  isObject(value) &&
  (typeof value.role === "string" ||
    value.lc === 1 ||
    isObject(value.message) ||
    Array.isArray(value.parts) ||
    isCandidate(value) ||
    isLangChain(value) ||
    (typeof value.type === "string" && RESPONSES_ITEM.test(value.type)));

/** Items of OpenAI's Responses API and its Agents SDK that are not messages with a role; built-in tools end in `_call`. */
const RESPONSES_ITEM =
  /^(?:message|reasoning|compaction|item_reference|function_call_result|mcp_(?:list_tools|approval_request|approval_response)|\w+_call|\w+_output)$/;

/** Gemini's candidates hold a content, which holds parts. */
const isCandidate = (value: JsonObject): boolean =>
  isObject(value.content) && Array.isArray(value.content.parts);

/** LangChain's messages as dictionaries: the type stands for the role, the body is beside it or in `data`. */
const LANGCHAIN_TYPE =
  /^(?:human|ai|system|tool|function|chat|(?:human|ai|system|tool|function)messagechunk)$/i;
const isLangChain = (value: JsonObject): boolean =>
  typeof value.type === "string" &&
  LANGCHAIN_TYPE.test(value.type) &&
  (value.content !== undefined || isObject(value.data));

/** One element of a message list -> messages: a wire message that carries tool results is one message for each of them. */
export function messageOf(value: Json, role: string): Message[] {
  if (typeof value === "string") return [{ role, content: value }];
  if (!isObject(value)) return asItCame(value);
  if (value.lc === 1 && isObject(value.kwargs))
    return messageOf({ role: classRole(value, role), ...value.kwargs }, role);
  // OpenAI choices, LangChain generations, GenAI choice events: the message is one level down.
  if (isObject(value.message) && value.role === undefined) return messageOf(value.message, role);
  if (isObject(value.content) && Array.isArray(value.content.parts) && value.parts === undefined)
    return messageOf({ ...value.content, role: value.content.role ?? value.role ?? role }, role);
  if (value.role === undefined && isLangChain(value)) {
    const body = isObject(value.data) ? value.data : value;
    return withRole({ ...body, role: textOrNull(body.role) ?? value.type ?? null }, role);
  }

  switch (value.type) {
    case "function_call":
      return said("assistant", null, [
        {
          is: "call",
          call: toolCall(value.call_id ?? value.callId ?? value.id, value.name, value.arguments),
        },
      ]);
    case "custom_tool_call":
      return said("assistant", null, [
        { is: "call", call: toolCall(value.call_id ?? value.id, value.name, value.input) },
      ]);
    case "function_call_output":
    case "function_call_result":
    case "custom_tool_call_output":
      return said("tool", null, [
        {
          is: "result",
          id: textOrNull(value.call_id ?? value.callId),
          name: textOrNull(value.name),
          content: resultText(value.output),
        },
      ]);
    case "reasoning":
      return value.role === undefined ? said("assistant", null, [pieceOf(value)]) : withRole(value, role);
    default:
      // What a built-in tool of the provider did stays as it came.
      if (
        value.role === undefined &&
        value.content === undefined &&
        typeof value.type === "string" &&
        RESPONSES_ITEM.test(value.type)
      )
        return said(value.type.endsWith("_output") ? "tool" : "assistant", null, [pieceOf(value)]);
      return isMessage(value) ? withRole(value, role) : asItCame(value);
  }
}

/** An object that says something as a message does. Types that are no message's (LangChain's `remove`) say nothing. */
const isMessage = (value: JsonObject): boolean =>
  value.role !== undefined ||
  ((value.type === undefined || value.type === null || value.type === "message") &&
    ["content", "parts", "tool_calls", "toolCalls", "function_call", "refusal"].some(
      (key) => value[key] !== undefined,
    ));

const classRole = (value: JsonObject, role: string): string => {
  const name = Array.isArray(value.id) ? textOrNull(value.id[value.id.length - 1]) : null;
  return canonicalRole(name, role);
};

function withRole(value: JsonObject, otherwise: string): Message[] {
  const role = canonicalRole(value.role, otherwise);
  const name = textOrNull(value.name);
  const content = value.parts ?? value.content;
  if (role === "tool" && !Array.isArray(value.parts) && !holdsResults(content)) {
    const id = textOrNull(value.tool_call_id ?? value.toolCallId ?? value.id);
    return [
      {
        role,
        content: resultText(content),
        ...(name === null ? {} : { name }),
        ...(id === null ? {} : { tool_call_id: id }),
      },
    ];
  }
  const pieces: (Piece | null)[] = Array.isArray(content)
    ? content.map(pieceOf)
    : content === undefined || content === null
      ? []
      : [pieceOf(content)];
  if (typeof value.refusal === "string" && value.refusal !== "")
    pieces.push({ is: "part", part: { type: "refusal", text: value.refusal } });
  if (typeof value.reasoning_content === "string" && value.reasoning_content !== "")
    pieces.unshift({ is: "part", part: { type: "reasoning", text: value.reasoning_content } });
  if (isObject(value.audio)) pieces.push({ is: "part", part: audio(value.audio) });
  pieces.push(...calledBy(value));
  const messages = said(role, name, pieces);
  // Somebody spoke, and what was said is not told.
  return messages.length > 0 || value.role === undefined || value.role === null
    ? messages
    : [{ role, content: null, ...(name === null ? {} : { name }) }];
}

/** Google's, Bedrock's and Genkit's blocks are named by their key. */
const RESULT_KEYS = ["functionResponse", "function_response", "toolResult", "toolResponse"];

const holdsResults = (content: Json | undefined): boolean =>
  Array.isArray(content) &&
  content.some(
    (item) =>
      isObject(item) &&
      (item.type === "tool-result" ||
        item.type === "tool_result" ||
        item.type === "tool_call_response" ||
        RESULT_KEYS.some((key) => isObject(item[key]))),
  );

/** `tool_calls` of OpenAI (`function.name`), LangChain (`name`, `args`) and old OpenLLMetry, and OpenAI's older `function_call`. */
function calledBy(value: JsonObject): Piece[] {
  const extra = isObject(value.additional_kwargs) ? value.additional_kwargs.tool_calls : undefined;
  const raw = jsonOrText(value.tool_calls ?? value.toolCalls ?? null);
  const list = Array.isArray(raw) && raw.length > 0 ? raw : Array.isArray(extra) ? extra : [];
  const pieces = list.map(calledPiece);
  if (raw !== null && !Array.isArray(raw)) pieces.push(otherPiece({ tool_calls: raw }));
  if (isObject(value.function_call))
    pieces.push({
      is: "call",
      call: toolCall(null, value.function_call.name, value.function_call.arguments),
    });
  return pieces;
}

function calledPiece(call: Json): Piece {
  if (!isObject(call)) return otherPiece(call);
  const named = isObject(call.function) ? call.function : call;
  const name = named.name ?? named.toolName;
  const args = named.arguments ?? named.args ?? named.input;
  const isCall = textOrNull(name) !== null || args !== undefined || isEmpty(call);
  return isCall ? { is: "call", call: toolCall(call.id ?? call.toolCallId, name, args) } : otherPiece(call);
}

/** Made by clients out of attributes without a value. */
const isEmpty = (call: JsonObject): boolean =>
  Object.values(call).every((value) => value === null || (isObject(value) && isEmpty(value)));

/** Pieces in order -> messages: results stand alone, everything else is one message. */
export function said(role: string, name: string | null, pieces: (Piece | null)[]): Message[] {
  const results: Message[] = [];
  const parts: MessagePart[] = [];
  const calls: ToolCall[] = [];
  for (const piece of pieces) {
    if (piece === null) continue;
    if (piece.is === "part") parts.push(piece.part);
    else if (piece.is === "call") addCall(calls, piece.call);
    else
      results.push({
        role: "tool",
        content: piece.content,
        ...(piece.name === null ? {} : { name: piece.name }),
        ...(piece.id === null ? {} : { tool_call_id: piece.id }),
      });
  }
  if (parts.length === 0 && calls.length === 0) return results;
  // Beside a call, an empty text says nothing: clients write "" where the provider wrote null.
  const spoken = calls.length > 0 ? parts.filter((item) => item.type !== "text" || item.text !== "") : parts;
  const only = spoken.length === 1 && spoken[0]?.type === "text" ? spoken[0].text : null;
  const message: Message = { role, content: only ?? (spoken.length === 0 ? null : spoken) };
  if (name !== null) message.name = name;
  if (calls.length > 0) message.tool_calls = calls;
  return [...results, message];
}

/** Some clients list a call twice (as content and as call), some make empty ones out of attributes without a value. */
function addCall(calls: ToolCall[], call: ToolCall): void {
  if (call.name === "" && call.arguments === null) return;
  if (call.id !== null && calls.some((known) => known.id === call.id)) return;
  calls.push(call);
}

/** System instructions said apart: a text, a list of parts or blocks, or messages. What is none of these is its JSON. */
export function instructionsOf(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value === "" ? null : value;
  if (!Array.isArray(value)) {
    const held = isObject(value) ? (value.parts ?? value.content ?? value.text) : undefined;
    return held === undefined ? JSON.stringify(value) : instructionsOf(held);
  }
  const texts = value.map((item) =>
    isObject(item) && item.role !== undefined
      ? instructionsOf(item.parts ?? item.content)
      : textOfPiece(item),
  );
  const text = texts.filter((item) => item !== null && item !== "").join("\n\n");
  return text === "" ? null : text;
}

function textOfPiece(value: Json): string | null {
  const piece = pieceOf(value);
  if (piece?.is === "part" && piece.part.type === "text") return piece.part.text;
  return value === null || piece === null ? null : JSON.stringify(withoutMedia(value));
}

/** Calls that a list of messages asks for, in order. */
export const callsIn = (messages: Message[] | null): ToolCall[] =>
  (messages ?? []).flatMap((message) => message.tool_calls ?? []);
