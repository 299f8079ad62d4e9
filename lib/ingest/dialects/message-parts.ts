import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { MessagePart, ToolCall } from "@/lib/model/message";

import { exactJson } from "@/lib/model/json-text";
import { textOrNull } from "./facts";
import {
  audio,
  bedrockMedia,
  blob,
  image,
  located,
  media,
  modalityOf,
  optional,
  withoutMedia,
} from "./media-parts";

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
  if (!isObject(value)) return otherPiece(value);
  // OpenInference names the type and holds the body below it; everybody else without a type names the piece by its key.
  if (value.type === undefined || value.type === null) return keyedPiece(value) ?? otherPiece(value);

  switch (value.type) {
    case "text":
    case "input_text":
    case "output_text":
    case "summary_text":
      return textPiece(value, value.text ?? value.content);
    case "reasoning":
    case "thinking":
    case "reasoning_text":
    case "redacted_thinking":
      return reasoning(value);
    case "refusal":
      return part({ type: "refusal", text: textOrNull(value.refusal ?? value.content ?? value.text) ?? "" });
    case "tool_call":
    case "function_call":
    case "server_tool_call":
      return {
        is: "call",
        call: toolCall(
          value.id ?? value.call_id ?? value.callId,
          value.name,
          value.arguments ?? value.args ?? value.input ?? value.server_tool_call,
        ),
      };
    case "tool-call":
      return { is: "call", call: toolCall(value.toolCallId, value.toolName, value.input ?? value.args) };
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      return { is: "call", call: toolCall(value.id, value.name, value.input) };
    case "tool_call_response":
    case "server_tool_call_response":
      return {
        is: "result",
        id: textOrNull(value.id),
        name: textOrNull(value.name),
        content: resultText(value.response ?? value.result ?? value.server_tool_call_response),
      };
    case "tool-result":
      return {
        is: "result",
        id: textOrNull(value.toolCallId),
        name: textOrNull(value.toolName),
        content: resultText(value.output ?? value.result),
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
    case "image-url":
    case "audio-url":
    case "video-url":
    case "document-url":
      return part({
        type: "media",
        modality: value.type.slice(0, -4),
        ...optional("mime_type", value.media_type),
        ...optional("uri", value.url),
      });
    case "binary":
      return part(blob(value.content ?? value.data, value.media_type ?? value.mime_type, "file"));
    case "image":
    case "audio":
    case "video":
    case "file":
    case "document":
    case "media":
    case "input_file":
      return mediaPiece(value);
    default:
      // Anthropic: web_search_tool_result, code_execution_tool_result, mcp_tool_result and those to come.
      return typeof value.type === "string" && value.type.endsWith("tool_result")
        ? {
            is: "result",
            id: textOrNull(value.tool_use_id ?? value.tool_call_id),
            name: null,
            content: resultText(value.content),
          }
        : otherPiece(value);
  }
}

/** Whether there is anything in it beside these keys. */
const saysMore = (value: JsonObject, read: ReadonlySet<string>): boolean =>
  Object.entries(value).some(
    ([key, held]) =>
      !read.has(key) &&
      held !== null &&
      held !== "" &&
      !(typeof held === "object" && Object.keys(held).length === 0),
  );

const REASONING_KEYS = new Set([
  ..."type id status index text thought content thinking reasoning summary".split(" "),
  ..."signature encrypted_content".split(" "),
]);
const MEDIA_KEYS = new Set("type modality mime_type mimeType media_type mediaType id".split(" "));

/** Media whose place and bytes are not found are kept as they came. */
function mediaPiece(value: JsonObject): Piece {
  const found = media(value);
  const known =
    found.type !== "media" || found.uri || found.file_id || found.transcript || found.bytes !== undefined;
  return known || !saysMore(value, MEDIA_KEYS) ? part(found) : otherPiece(value);
}

/** What is no piece that we know, as it came; base64 is counted. */
export const otherPiece = (value: Json): Piece => part({ type: "other", value: withoutMedia(value) });

/** A text whose body is none is kept as it came; one without a body is empty. */
const textPiece = (value: JsonObject, body: Json | undefined): Piece =>
  typeof body === "object" && body !== null
    ? otherPiece(value)
    : part({ type: "text", text: textOrNull(body) ?? "" });

/**
 * What a model thought, with what proves it to its provider: Anthropic's signature, and thoughts that only the provider can read
 * (`redacted_thinking`, OpenAI's `encrypted_content`). Null: it says nothing.
 */
function reasoning(value: JsonObject): Piece | null {
  const text = reasoningText(value);
  const signature = textOrNull(value.signature ?? value.thoughtSignature ?? value.thought_signature);
  const encrypted = textOrNull(
    value.encrypted_content ??
      value.encryptedContent ??
      value.redactedContent ??
      (value.type === "redacted_thinking" ? value.data : undefined),
  );
  if (text === "" && signature === null && encrypted === null)
    return saysMore(value, REASONING_KEYS) ? otherPiece(value) : null;
  return part({
    type: "reasoning",
    text,
    ...(signature === null ? {} : { signature }),
    ...(encrypted === null ? {} : { encrypted }),
  });
}

/** Pieces that their key names: Google's parts (in both spellings), Bedrock's blocks, Genkit's. Null: none of these. */
function keyedPiece(value: JsonObject): Piece | null {
  const call = value.functionCall ?? value.function_call ?? value.toolUse ?? value.toolRequest;
  if (isObject(call))
    return {
      is: "call",
      call: toolCall(call.id ?? call.toolUseId ?? call.ref, call.name, call.args ?? call.input),
    };
  const result = value.functionResponse ?? value.function_response ?? value.toolResult ?? value.toolResponse;
  if (isObject(result))
    return {
      is: "result",
      id: textOrNull(result.id ?? result.toolUseId ?? result.ref),
      name: textOrNull(result.name),
      content: resultText(result.response ?? result.content ?? result.output),
    };
  const inline = value.inlineData ?? value.inline_data;
  if (isObject(inline)) return part(blob(inline.data, inline.mimeType ?? inline.mime_type, "file"));
  const held = value.fileData ?? value.file_data ?? value.media;
  if (isObject(held)) {
    const mimeType = held.mimeType ?? held.mime_type ?? held.contentType;
    return part(
      located(textOrNull(held.fileUri ?? held.file_uri ?? held.url) ?? "", modalityOf(mimeType), mimeType),
    );
  }
  const thought = value.reasoningContent ?? value.reasoning;
  if (isObject(thought)) return reasoning(isObject(thought.reasoningText) ? thought.reasoningText : thought);
  for (const modality of ["image", "video", "document"]) {
    const block = value[modality];
    if (isObject(block) && (block.source !== undefined || block.format !== undefined))
      return part(bedrockMedia(modality, block));
  }
  if (typeof value.text === "string")
    return value.thought === true ? reasoning(value) : part({ type: "text", text: value.text });
  if (typeof value.reasoning === "string") return reasoning({ ...value, text: value.reasoning });
  return null;
}

const reasoningText = (value: JsonObject): string =>
  textOrNull(value.content ?? value.text ?? value.thinking ?? value.reasoning) ??
  [value.content, value.summary]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((item) => (isObject(item) ? textOrNull(item.text) : textOrNull(item)))
    .filter((text) => text !== null)
    .join("\n");

/** A tool's result as text: its text, the text of its blocks, else its JSON. The AI SDK wraps it in `{type, value}`. */
export function resultText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.type === "string" && "value" in value) return resultText(value.value);
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (item) =>
        isObject(item) &&
        (item.type === undefined || item.type === "text") &&
        typeof (item.text ?? item.content) === "string",
    )
  )
    return value
      .map((item) => (isObject(item) ? (textOrNull(item.text ?? item.content) ?? "") : ""))
      .join("");
  const text = JSON.stringify(value);
  return text.length > 1024 ? JSON.stringify(withoutMedia(value)) : text;
}
