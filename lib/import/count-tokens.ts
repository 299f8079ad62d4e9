import { encode } from "gpt-tokenizer/encoding/o200k_base";

import type { ChatMessage } from "./conversation";

/** Counts in gpt-4o's vocabulary. Text that spells a special token (`<|endoftext|>`) is plain text here. */
const countText = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

/** A conversation repeats its messages in every later call: each distinct one is encoded once. */
const counted = new WeakMap<ChatMessage, number>();

const countBody = (message: ChatMessage): number => {
  const known = counted.get(message);
  if (known !== undefined) return known;
  const calls = message.role === "assistant" ? (message.tool_calls ?? []) : [];
  const tokens =
    countText(message.content ?? "") +
    calls.reduce((sum, call) => sum + countText(call.function.name) + countText(call.function.arguments), 0);
  counted.set(message, tokens);
  return tokens;
};

/**
 * Input tokens of a call: 3 a message for its frame, its role, its body, and 3 that prime the answer (the layout that
 * OpenAI documents for chat models). Tool definitions are not in the file, so a provider would have counted more.
 */
export const countInputTokens = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + 3 + 1 + countBody(message), 3);

/** Output tokens of an answer: its text and the names and arguments of its tool calls. */
export const countOutputTokens = (message: ChatMessage): number => countBody(message);
