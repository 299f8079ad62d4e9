import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { MessagePart, ToolCall } from "@/lib/model/message";

import { exactJson } from "../text";
import { textOrNull } from "./facts";

/** What one element of a message's content is, in any client's shape. */
export type Piece =
  | { is: "part"; part: MessagePart }
  | { is: "call"; call: ToolCall }
  | { is: "result"; id: string | null; name: string | null; content: string };

const part = (value: MessagePart): Piece => ({ is: "part", part: value });

/** Arguments come as JSON text from OpenAI-like clients and as JSON from the others. */
export const toolCall = (id: Json | undefined, name: Json | undefined, args: Json | undefined): ToolCall => ({
  id: textOrNull(id),
  name: textOrNull(name) ?? "",
  arguments: args === undefined ? null : exactJson(args),
});

/**
 * One element of a content list -> piece. GenAI parts, OpenAI chat and Responses content, Anthropic blocks, AI SDK parts,
 * Google parts and OpenInference contents differ in names only. Unknown types are kept whole.
 */
export function pieceOf(value: Json): Piece | null {
  if (typeof value === "string") return part({ type: "text", text: value });
  if (!isObject(value)) return null;
  if (isObject(value.functionCall))
    return {
      is: "call",
      call: toolCall(value.functionCall.id, value.functionCall.name, value.functionCall.args),
    };
  if (isObject(value.functionResponse))
    return {
      is: "result",
      id: textOrNull(value.functionResponse.id),
      name: textOrNull(value.functionResponse.name),
      content: resultText(value.functionResponse.response),
    };
  if (isObject(value.inlineData)) return part(blob(value.inlineData.data, value.inlineData.mimeType, "file"));

  switch (value.type ?? (typeof value.text === "string" ? "text" : null)) {
    case "text":
    case "input_text":
    case "output_text":
    case "summary_text":
      return part({ type: "text", text: textOrNull(value.text ?? value.content) ?? "" });
    case "reasoning":
    case "thinking":
    case "reasoning_text":
    case "redacted_thinking":
      return part({ type: "reasoning", text: reasoningText(value) });
    case "refusal":
      return part({ type: "refusal", text: textOrNull(value.refusal ?? value.content ?? value.text) ?? "" });
    case "tool_call":
    case "function_call":
    case "server_tool_call":
      return {
        is: "call",
        call: toolCall(value.id ?? value.call_id ?? value.callId, value.name, value.arguments ?? value.args),
      };
    case "tool-call":
      return { is: "call", call: toolCall(value.toolCallId, value.toolName, value.input ?? value.args) };
    case "tool_use":
    case "server_tool_use":
      return { is: "call", call: toolCall(value.id, value.name, value.input) };
    case "tool_call_response":
    case "server_tool_call_response":
      return {
        is: "result",
        id: textOrNull(value.id),
        name: textOrNull(value.name),
        content: resultText(value.response ?? value.result),
      };
    case "tool-result":
      return {
        is: "result",
        id: textOrNull(value.toolCallId),
        name: textOrNull(value.toolName),
        content: resultText(value.output ?? value.result),
      };
    case "tool_result":
    case "web_search_tool_result":
      return {
        is: "result",
        id: textOrNull(value.tool_use_id),
        name: null,
        content: resultText(value.content),
      };
    case "image_url":
      return part(image(value.image_url));
    case "input_image":
      return part(image(value.image_url ?? value.file_id));
    case "input_audio":
      return part(audio(value.input_audio));
    case "blob":
      return part(blob(value.content ?? value.data, value.mime_type, textOrNull(value.modality) ?? "file"));
    case "uri":
      return part({
        type: "media",
        modality: textOrNull(value.modality) ?? "file",
        ...optional("mime_type", value.mime_type),
        ...optional("uri", value.uri),
      });
    case "image":
    case "file":
    case "document":
    case "media":
    case "input_file":
      return part(media(value));
    default:
      return part({ type: "other", value });
  }
}

const optional = <Key extends string>(key: Key, value: Json | undefined): { [K in Key]?: string } => {
  const text = textOrNull(value);
  return (text === null ? {} : { [key]: text }) as { [K in Key]?: string };
};

const reasoningText = (value: JsonObject): string =>
  textOrNull(value.content ?? value.text ?? value.thinking) ??
  (Array.isArray(value.summary)
    ? value.summary.map((item) => (isObject(item) ? (textOrNull(item.text) ?? "") : "")).join("\n")
    : "");

/** base64 is counted, not kept: a row is no place for a picture. */
function blob(data: Json | undefined, mimeType: Json | undefined, modality: string): MessagePart {
  const bytes = typeof data === "string" ? Math.floor((data.replace(/=+$/, "").length * 3) / 4) : undefined;
  const family = textOrNull(mimeType)?.split("/")[0];
  return {
    type: "media",
    modality:
      modality === "file" && family !== undefined && /^(?:image|audio|video)$/.test(family)
        ? family
        : modality,
    ...optional("mime_type", mimeType),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function located(uri: string, modality: string, mimeType?: Json): MessagePart {
  const data = /^data:([^;,]*)[^,]*,/.exec(uri);
  return data
    ? blob(uri.slice(data[0].length), data[1] || mimeType, modality)
    : { type: "media", modality, ...optional("mime_type", mimeType), uri };
}

function image(value: Json | undefined): MessagePart {
  const uri = isObject(value) ? textOrNull(value.url) : textOrNull(value);
  if (uri === null) return { type: "media", modality: "image" };
  return /^(?:https?|data|gs|s3):/.test(uri)
    ? located(uri, "image")
    : { type: "media", modality: "image", file_id: uri };
}

const audio = (value: Json | undefined): MessagePart =>
  isObject(value)
    ? blob(value.data, typeof value.format === "string" ? `audio/${value.format}` : null, "audio")
    : { type: "media", modality: "audio" };

/** Images and files: OpenAI `file`, Anthropic `source`, AI SDK `image` and `data`, GenAI `file_id`, OpenInference `image.image.url`. */
function media(value: JsonObject): MessagePart {
  const modality = textOrNull(value.modality) ?? (value.type === "image" ? "image" : "file");
  const mimeType = value.mime_type ?? value.mediaType ?? value.mimeType ?? value.media_type;
  if (isObject(value.source)) {
    if (value.source.type === "base64") return blob(value.source.data, value.source.media_type, modality);
    if (typeof value.source.url === "string")
      return located(value.source.url, modality, value.source.media_type);
    return { type: "media", modality, ...optional("file_id", value.source.file_id) };
  }
  if (isObject(value.image) && isObject(value.image.image)) return image(value.image.image);
  const file = isObject(value.file) ? value.file : value;
  const fileId = textOrNull(file.file_id ?? file.fileId);
  if (fileId !== null)
    return { type: "media", modality, ...optional("mime_type", mimeType), file_id: fileId };
  const data = value.image ?? value.data ?? value.url ?? value.uri ?? file.file_data ?? value.file;
  if (typeof data !== "string") return { type: "media", modality, ...optional("mime_type", mimeType) };
  return /^(?:https?|data|gs|s3):/.test(data)
    ? located(data, modality, mimeType)
    : blob(data, mimeType, modality);
}

/** A tool's result as text: its text, the text of its blocks, else its JSON. The AI SDK wraps it in `{type, value}`. */
export function resultText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.type === "string" && "value" in value) return resultText(value.value);
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (item) => isObject(item) && item.type === "text" && typeof (item.text ?? item.content) === "string",
    )
  )
    return value
      .map((item) => (isObject(item) ? (textOrNull(item.text ?? item.content) ?? "") : ""))
      .join("");
  return JSON.stringify(value);
}
