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
  done: "stop",
  finish: "stop",
  finished: "stop",
  success: "stop",
  // Cohere's, of a context that is full.
  error_limit: "length",
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

/**
 * What words in a reason that is not listed say, the more telling first: `ERROR_TOXIC` is a filter's, `unexpected_tool_call` an
 * error's, `eos_token` an end.
 */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /toxic|safety|filter|block|prohibit|refus|guardrail|moderat|recitation|policy|violat|spii|sensitive/,
    "content_filter",
  ],
  [/malformed|unexpected|invalid|error|fail|cancel|abort|timeout|exception|missing/, "error"],
  [/tool|function/, "tool_calls"],
  [/length|limit|max_|truncat|exceed|overflow|incomplete/, "length"],
  [/stop|end_|_end|eos|complete|finish|done|success/, "stop"],
];

/** Bounded: reasons come from outside. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 1000;

/** Canonical finish reason; "other" for a word we do not know; null when nothing was said. */
export function canonicalFinishReason(word: string | null | undefined): string | null {
  if (!word) return null;
  let reason = known.get(word);
  if (reason === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(word, (reason = canonical(word)));
  }
  return reason;
}

/** An enum's member is said by its name: `FinishReason.MAX_TOKENS`, `<FinishReason.STOP: 'STOP'>`, `FINISH_REASON_STOP`. */
function canonical(word: string): string | null {
  const [, member = word] = /^<?(?:[A-Za-z_]+[.:]{1,2})+([A-Za-z_]+)(?:\s*:.*>)?$/s.exec(word.trim()) ?? [];
  const key = member
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_")
    .replace(/^(?:finish|stop|end)_reason_/, "");
  if (/^(?:null|none|unknown|unspecified|)$/.test(key)) return null;
  return lookUp(CANONICAL, key) ?? WORDS.find(([pattern]) => pattern.test(key))?.[1] ?? "other";
}
