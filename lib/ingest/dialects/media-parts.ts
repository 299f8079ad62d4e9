import { bytesOfBase64 } from "@/lib/model/base64";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { MessagePart } from "@/lib/model/message";

import { textOrNull } from "./facts";

/** `{ [key]: text }`, or nothing when there is no text. */
export const optional = <Key extends string>(key: Key, value: Json | undefined): { [K in Key]?: string } => {
  const text = textOrNull(value);
  return (text === null ? {} : { [key]: text }) as { [K in Key]?: string };
};

/** base64 is counted, not kept: a row is no place for a picture. */
export function blob(data: Json | undefined, mimeType: Json | undefined, modality: string): MessagePart {
  const bytes = typeof data === "string" ? bytesOfBase64(data) : undefined;
  return {
    type: "media",
    modality: modality === "file" ? modalityOf(mimeType) : modality,
    ...optional("mime_type", mimeType),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

export function modalityOf(mimeType: Json | undefined): string {
  const family = textOrNull(mimeType)?.split("/")[0];
  return family !== undefined && /^(?:image|audio|video)$/.test(family) ? family : "file";
}

export function bedrockMedia(modality: string, block: JsonObject): MessagePart {
  const format = textOrNull(block.format);
  const mimeType =
    format === null ? undefined : `${modality === "document" ? "application" : modality}/${format}`;
  const source = isObject(block.source) ? block.source : {};
  const location = isObject(source.s3Location) ? textOrNull(source.s3Location.uri) : null;
  return location === null
    ? blob(source.bytes, mimeType, modality)
    : { type: "media", modality, ...optional("mime_type", mimeType), uri: location };
}

/** Longer than any id or hash, and nothing but base64. */
const BASE64 = /^(?:data:[^,]{0,100},)?[A-Za-z0-9+/_-]{1024,}={0,2}$/;

/** A value as it came, its base64 counted instead of kept. */
export function withoutMedia(value: Json): Json {
  if (typeof value === "string")
    return BASE64.test(value)
      ? `[base64: ${bytesOfBase64(value.slice(value.indexOf(",") + 1))} bytes]`
      : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMedia);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutMedia(item)]));
}

export function located(uri: string, modality: string, mimeType?: Json): MessagePart {
  const data = /^data:([^;,]*)[^,]*,/.exec(uri);
  return data
    ? blob(uri.slice(data[0].length), data[1] || mimeType, modality)
    : { type: "media", modality, ...optional("mime_type", mimeType), uri };
}

export function image(value: Json | undefined): MessagePart {
  const uri = isObject(value) ? textOrNull(value.url) : textOrNull(value);
  if (uri === null) return { type: "media", modality: "image" };
  return /^(?:https?|data|gs|s3):/.test(uri)
    ? located(uri, "image")
    : { type: "media", modality: "image", file_id: uri };
}

export const audio = (value: Json | undefined): MessagePart =>
  isObject(value)
    ? {
        ...blob(value.data, typeof value.format === "string" ? `audio/${value.format}` : null, "audio"),
        ...optional("transcript", value.transcript),
      }
    : { type: "media", modality: "audio" };

/** Images and files: OpenAI `file`, Anthropic `source`, AI SDK `image` and `data`, GenAI `file_id`, OpenInference `image.image.url`. */
export function media(value: JsonObject): MessagePart {
  const modality =
    textOrNull(value.modality) ??
    (value.type === "image" || value.type === "audio" || value.type === "video" ? value.type : "file");
  const mimeType = value.mime_type ?? value.mediaType ?? value.mimeType ?? value.media_type;
  if (isObject(value.source)) {
    if (value.source.type === "base64") return blob(value.source.data, value.source.media_type, modality);
    if (typeof value.source.url === "string")
      return located(value.source.url, modality, value.source.media_type);
    if (value.source.type === "text" && typeof value.source.data === "string")
      return { type: "text", text: value.source.data };
    return { type: "media", modality, ...optional("file_id", value.source.file_id) };
  }
  for (const kind of ["image", "audio", "video"] as const) {
    const held = value[kind];
    const inner = isObject(held) ? (isObject(held[kind]) ? held[kind] : held) : null;
    if (inner !== null && (typeof inner.url === "string" || typeof inner.transcript === "string"))
      return {
        ...(typeof inner.url === "string"
          ? located(inner.url, kind, inner.mime_type ?? mimeType)
          : { type: "media" as const, modality: kind, ...optional("mime_type", inner.mime_type) }),
        ...optional("transcript", inner.transcript),
      };
  }
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
