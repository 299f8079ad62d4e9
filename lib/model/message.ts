import type { Json, JsonObject } from "./json";

/** A piece of a message that is not a tool call. Unknown types are kept as they came, under `other`. */
export type MessagePart =
  | { type: "text"; text: string }
  /** `signature` proves the thought to its provider; `encrypted` is one that only the provider can read. */
  | { type: "reasoning"; text: string; signature?: string; encrypted?: string }
  | { type: "refusal"; text: string }
  | {
      type: "media";
      modality: string;
      mime_type?: string;
      uri?: string;
      file_id?: string;
      bytes?: number;
      transcript?: string;
    }
  | { type: "other"; value: Json };

/** Arguments are parsed JSON when they parse, else the raw text. */
export interface ToolCall {
  id: string | null;
  name: string;
  arguments: Json;
}

/**
 * One message of a conversation, the same shape whatever client sent it.
 * `content` is a string when the message is nothing but text; a tool's result has role "tool", its text (or JSON text) as
 * content and the call's id.
 */
export interface Message {
  role: string;
  content: string | MessagePart[] | null;
  name?: string;
  tool_calls?: ToolCall[];
  tool_call_id?: string;
}

export interface ToolDefinition {
  name: string;
  description?: string;
  parameters?: Json;
  /** How a tool of the provider is set up (a search's domains, a server's address). */
  configuration?: JsonObject;
}

/** A retrieved or reranked document. */
export interface Document {
  id: string | null;
  content: string | null;
  score: number | null;
  metadata?: { [key: string]: Json };
  updated_at?: string;
}

/** The text of a message: its string, or its text parts in order; reasoning and refusals do not count as text. */
export function messageText(message: Message): string {
  if (typeof message.content === "string") return message.content;
  return (message.content ?? []).map((part) => (part.type === "text" ? part.text : "")).join("");
}
