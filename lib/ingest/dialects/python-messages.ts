import type { Json } from "@/lib/model/json";

import { parsePython } from "@/lib/model/json-text";
import { messagesOf } from "./messages";

/**
 * A model call's input or output as some programs write it: `str()` of a list of messages in the place of JSON. Everything else,
 * texts among it that merely look like a dictionary, stays as it is.
 */
export function orPythonMessages<Value extends Json | undefined>(value: Value): Value | Json {
  if (typeof value !== "string" || !/^\s*[[{(]/.test(value)) return value;
  const literal = parsePython(value);
  return literal !== undefined && messagesOf(literal, "user") !== null ? literal : value;
}
