import type { ChatMessage } from "./conversation";

/** One interaction: a user's message and what followed it, up to the next. `from` and `to` index the conversation. */
export interface Turn {
  from: number;
  /** Exclusive. */
  to: number;
}

/** Cuts a conversation before each user message. What precedes the first one, the system prompt apart, is a turn too. */
export function splitTurns(messages: readonly ChatMessage[]): Turn[] {
  const first = messages.findIndex((message) => message.role !== "system");
  if (first === -1) return [];
  const starts = messages.flatMap((message, i) =>
    i === first || (i > first && message.role === "user") ? [i] : [],
  );
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? messages.length }));
}
