import { parseExactJson } from "@/lib/model/exact-json";
import { isObject, type Json } from "@/lib/model/json";
import type { SpanDocument } from "./document";

export type ShownMessage = NonNullable<SpanDocument["input"]>[number];

/** All that a message says in words, for copying and comparing; media and unknown parts as JSON. */
export function textOfMessage(message: ShownMessage): string {
  if (message.content === null) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => ("text" in part ? part.text : JSON.stringify(part))).join("\n");
}

const WHO: Record<string, string> = {
  user: "User",
  assistant: "Assistant",
  tool: "Tool",
  system: "System",
  developer: "Developer",
  input: "Input",
  output: "Output",
};

/** Who a message is from, by its role. */
export const whoSaid = (role: string): string => WHO[role] ?? role;

/** `get_user({"id":1})`: a call on one line. */
export const callText = (call: { name: string; arguments: Json }): string =>
  `${call.name}(${typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments)})`;

/** JSON that a text holds, when it is an object or a list: results of tools travel as text. */
export function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value = parseExactJson(text);
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
