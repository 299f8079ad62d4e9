import { lookUp } from "./look-up";
/** Providers' words for why a generation ended -> ours. */
const CANONICAL: Record<string, string> = {
  stop: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  completed: "stop",
  complete: "stop",
  eos: "stop",
  end: "stop",
  pause_turn: "stop",
  tool_calls: "tool_calls",
  tool_call: "tool_calls",
  tool_use: "tool_calls",
  function_call: "tool_calls",
  tool: "tool_calls",
  length: "length",
  max_tokens: "length",
  incomplete: "length",
  max_output_tokens: "length",
  model_length: "length",
  model_context_window_exceeded: "length",
  content_filter: "content_filter",
  content_filtered: "content_filter",
  refusal: "content_filter",
  safety: "content_filter",
  guardrail_intervened: "content_filter",
  recitation: "content_filter",
  blocklist: "content_filter",
  prohibited_content: "content_filter",
  spii: "content_filter",
  error: "error",
  failed: "error",
  cancelled: "error",
  malformed_function_call: "error",
};

/** Canonical finish reason; "other" for a word we do not know; null when nothing was said. */
export function canonicalFinishReason(word: string | null | undefined): string | null {
  if (!word) return null;
  const key = word
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/^finish_reason_/, "");
  return key === "null" || key === "unknown" || key === "" ? null : (lookUp(CANONICAL, key) ?? "other");
}
