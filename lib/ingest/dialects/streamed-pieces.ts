import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { textOrNull } from "./facts";

/**
 * Google's ADK lists what came of a stream piece by piece, each without a finish reason, and then the whole of it with one: that
 * says all that the pieces say.
 */
export function withoutPieces(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value) || value.length < 2) return value;
  const whole = value.at(-1);
  const pieces = value.slice(0, -1);
  if (!isObject(whole) || textOrNull(whole.finish_reason) === null) return value;
  if (!pieces.every((piece) => isObject(piece) && textOrNull(piece.finish_reason) === null)) return value;
  const texts = pieces.map(onlyText);
  if (texts.includes(null)) return value;
  const text = texts.join("");
  return text !== "" && onlyText(whole) === text ? [whole] : value;
}

/** Of a message that holds nothing else: what says more is no piece. */
function onlyText(message: Json): string | null {
  if (!isObject(message) || !Array.isArray(message.parts) || !holdsOnly(message, MESSAGE_KEYS)) return null;
  let text = "";
  for (const part of message.parts) {
    if (!isObject(part) || part.type !== "text" || typeof part.content !== "string") return null;
    if (!holdsOnly(part, TEXT_KEYS)) return null;
    text += part.content;
  }
  return text;
}

const MESSAGE_KEYS: ReadonlySet<string> = new Set(["role", "parts", "finish_reason"]);
const TEXT_KEYS: ReadonlySet<string> = new Set(["type", "content"]);

const holdsOnly = (value: JsonObject, keys: ReadonlySet<string>): boolean =>
  Object.keys(value).every((key) => keys.has(key));
