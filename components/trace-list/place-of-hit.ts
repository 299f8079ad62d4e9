import type { HitPart, SearchHit } from "@/lib/traces/search-hit";

const WORDS: Record<HitPart, string> = {
  trace_id: "the id",
  user_id: "the user",
  session_id: "the session",
  trace_name: "the name",
  instructions: "instructions",
  message: "message",
  document: "document",
  input: "input",
  output: "output",
  tool_arguments: "arguments",
  tool_result: "result",
  error: "error",
  metadata: "metadata",
  attribute: "attribute",
  event: "event",
  settings: "settings",
  resource: "resource",
};

/** "user message", "attribute app.ticket", "in the name": which part of a span or trace holds the text. */
export function placeOfHit({
  part,
  role,
  key,
  span,
}: Pick<SearchHit, "part" | "role" | "key" | "span">): string {
  if (span === null) return `in ${WORDS[part]}`;
  if (part === "message") return role === null ? "message" : `${role} message`;
  if (part === "tool_arguments" && key !== null) return `arguments of ${key}`;
  return key === null ? WORDS[part] : `${WORDS[part]} ${key}`;
}
