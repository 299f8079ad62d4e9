import { parseExactJson } from "@/lib/model/exact-json";
import type { Json } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";

import type { ChatMessage } from "./conversation";

/**
 * Arguments as an object when writing that object gives the very text that the model wrote, else the text itself:
 * the model's raw output must survive byte by byte.
 */
function parseArguments(text: string): Json {
  try {
    const parsed = parseExactJson(text);
    return JSON.stringify(parsed) === text ? parsed : text;
  } catch {
    return text;
  }
}

/** A message of the file in the model's shape. */
export function toMessage(message: ChatMessage): Message {
  if (message.role === "tool")
    return { role: "tool", content: message.content, tool_call_id: message.tool_call_id, name: message.name };
  if (message.role !== "assistant" || !message.tool_calls)
    return { role: message.role, content: message.content };
  return {
    role: "assistant",
    content: message.content,
    tool_calls: message.tool_calls.map((call) => ({
      id: call.id,
      name: call.function.name,
      arguments: parseArguments(call.function.arguments),
    })),
  };
}
