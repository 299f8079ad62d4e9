import type { ReportedUsage } from "./reported-usage";

/** The counts of ReportedUsage that a name can mean. */
export type UsageField = Exclude<keyof ReportedUsage, "style" | "rule" | "whole" | "besides" | "holdsTools">;

/** Words that say that something is counted, and nothing of what. LangChain names OpenAI's tiers within a count. */
const FILLER = new Set(
  "token tokens count counts number num usage detail details of content priority flex ephemeral".split(" "),
);

const MEANINGS: Readonly<Record<string, string>> = {
  input: "input",
  prompt: "input",
  in: "input",
  output: "output",
  completion: "output",
  completions: "output",
  candidate: "output",
  candidates: "output",
  out: "output",
  cache: "cache",
  cached: "cache",
  read: "read",
  reads: "read",
  hit: "read",
  write: "write",
  writes: "write",
  written: "write",
  creation: "write",
  create: "write",
  created: "write",
  miss: "miss",
  missed: "miss",
  uncached: "miss",
  no: "miss",
  non: "miss",
  none: "miss",
  "5m": "5m",
  "1h": "1h",
  // LangChain's spelling.
  "1hr": "1h",
  reasoning: "reasoning",
  thinking: "reasoning",
  thought: "reasoning",
  thoughts: "reasoning",
  audio: "audio",
  image: "image",
  images: "image",
  video: "video",
  text: "text",
  tool: "tool",
  use: "use",
  total: "total",
};

const PARTS = {
  input: { audio: "inputAudio", image: "inputImage", video: "inputVideo", text: "inputText" },
  output: { audio: "outputAudio", image: "outputImage", video: "outputVideo", text: "outputText" },
  cache: { audio: "cacheReadAudio", image: "cacheReadImage", video: "cacheReadVideo", text: "cacheReadText" },
} as const;
const MODALITIES = ["audio", "image", "video", "text"] as const;

/** `cacheReadInputTokens`, `cache_read.input_tokens`, `ephemeral1hInputTokens` -> their words, in lower case. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([a-z])(\d)/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");

/**
 * What the name of a token count means, in whatever order and spelling its words come: `cache_read_input_tokens`,
 * `input_tokens_details.cached_tokens` and `promptTokensDetails.cachedTokens` are one meaning. A name with a single word that
 * is not about counts (`cost`, `limit`, `server_tool_use`) means none.
 */
export function meaningOf(name: string): UsageField | null {
  const said = new Set<string>();
  for (const word of wordsOf(name)) {
    if (FILLER.has(word)) continue;
    const meaning = Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : undefined;
    if (meaning === undefined) return null;
    said.add(meaning);
  }
  const [modality, another] = MODALITIES.filter((word) => said.has(word));
  const isInput = said.has("input");
  const isOutput = said.has("output");
  if (said.has("tool") || said.has("use"))
    return said.size === 3 && said.has("tool") && said.has("use") && isInput ? "inputTools" : null;
  const isPlain = modality === undefined && !said.has("reasoning");
  if (another !== undefined || (isInput && isOutput)) return null;
  if (said.has("miss")) return isPlain && !isOutput && (said.has("cache") || isInput) ? "uncached" : null;
  if (said.has("5m") || said.has("1h")) {
    if (!isPlain || isOutput || said.has("read") || said.has("5m") === said.has("1h")) return null;
    return said.has("5m") ? "cacheWrite5m" : "cacheWrite1h";
  }
  if (said.has("write")) return said.has("cache") && isPlain && !isOutput ? "cacheWrite" : null;
  if (said.has("cache")) {
    if (isOutput || said.has("reasoning")) return null;
    return modality === undefined ? "cacheRead" : PARTS.cache[modality];
  }
  if (said.has("read")) return null;
  if (said.has("reasoning")) return isInput || modality !== undefined ? null : "reasoning";
  if (modality !== undefined) {
    if (said.has("total")) return null;
    return isInput ? PARTS.input[modality] : isOutput ? PARTS.output[modality] : null;
  }
  if (isInput) return "input";
  if (isOutput) return "output";
  return said.has("total") ? "total" : null;
}
