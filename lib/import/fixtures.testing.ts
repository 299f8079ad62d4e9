import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { readEnv } from "@/lib/env";

import { type Conversation, parseConversations } from "./conversation";

/** Where the real data lies (setting RECOUNT_FIXTURES); null when it is not there, and the tests on it say so. */
export function airlineFile(): string | null {
  const file = path.resolve(readEnv().fixturesDir, "data/airline-conversations.jsonl");
  return existsSync(file) ? file : null;
}

export const readAirline = (file: string): Conversation[] => parseConversations(readFileSync(file, "utf8"));

/** A short conversation with a tool that fails, an unanswered last message and text that must survive byte by byte. */
export const conversation: Conversation = {
  task_id: 7,
  trial: 1,
  user_id: "u-1",
  reward: 1,
  messages: [
    { role: "system", content: "You sell tickets." },
    { role: "user", content: "Book me a seat." },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_1", function: { name: "book_reservation", arguments: '{"seat": "12A"}' } }],
    },
    { role: "tool", content: "Error: seat taken", tool_call_id: "call_1", name: "book_reservation" },
    { role: "assistant", content: "That seat is taken." },
    { role: "user", content: "Then never mind." },
  ],
};
