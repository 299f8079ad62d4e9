import type { Contents } from "@/lib/contents/read-contents";
import { isObject, type Json } from "@/lib/model/json";
import { messageText } from "@/lib/model/message";

const PREVIEW_LENGTH = 200;

/** A stored input or output as a reader expects it: the text of a message, otherwise text or JSON as it is. */
export function bodyValue(contents: Contents, id: string | null): Json {
  if (id === null) return null;
  const value = contents.value(id);
  if (!isObject(value) || typeof value.role !== "string" || !("content" in value)) return value;
  const message = contents.message(id);
  if (message === null) return null;
  const text = messageText(message);
  return text === "" ? (message as unknown as Json) : text;
}

/** The beginning of it on one line, at most 200 characters (never half of a surrogate pair). */
export function previewOf(contents: Contents, id: string | null): string | null {
  const value = bodyValue(contents, id);
  if (value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Array.from(
    text
      .slice(0, 4 * PREVIEW_LENGTH)
      .replace(/\s+/g, " ")
      .trim(),
  )
    .slice(0, PREVIEW_LENGTH)
    .join("");
}
