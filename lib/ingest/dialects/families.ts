import type { Attributes } from "../otlp/shape";
import { isStepKey, isTruncationKey } from "./genai-step-keys";
import { ttftUnits } from "./ttft-names";
import { usageFamilyOf } from "./usage-keys";

/** First words of attribute keys by which dialects are told apart. */
export const FAMILY = {
  gen_ai: 1,
  ai: 2,
  llm: 4,
  openinference: 8,
  logfire: 16,
  recount: 32,
  metadata: 64,
  traceloop: 128,
  langfuse: 256,
  langsmith: 512,
  mlflow: 1024,
  lmnr: 2048,
  eval: 8192,
  gcp: 16384,
  haystack: 32768,
  spring: 65536,
  /** Its keys have colons: `genkit:type`. */
  genkit: 131072,
  codex: 67108864,
  db: 262144,
  /** Pydantic AI's, which have no first word in common. */
  pydantic_ai: 524288,
  events: 524288,
  all_messages_events: 524288,
  model_request_parameters: 524288,
  tool_arguments: 524288,
  /** `input.value` and `output.value`. */
  input: 1048576,
  output: 1048576,
  /** In any words: a time to the first token, see ttft.ts. */
  "time to first token": 2097152,
  /** `gen_ai.prompt_json` and its like. */
  cloudflare: 4194304,
  /** Counts of tokens without a first word, or under `usage.`. */
  "bare usage": 8388608,
  /** What genai-steps.ts puts into metadata. */
  "gen_ai step": 16777216,
  /** Says that the sender cut something. */
  truncated: 33554432,
  /** No first word: the oldest GenAI attributes, and OpenLLMetry's from before them. */
  "flattened gen_ai": 4096,
} as const;

const FLATTENED =
  /^(?:gen_ai\.(?:prompt|completion)|llm\.(?:request|response|usage|is_streaming|vendor|completions|frequency_penalty|presence_penalty|top_k|chat)\b)/;

const CLOUDFLARE = /^gen_ai\.(?:model\.provider|prompt_json|completion_json)$/;

/** Keys repeat in every span; their family is looked up once. Bounded, because keys come from outside. */
const known = new Map<string, number>();
const MAX_KNOWN = 20_000;

/** Bits of FAMILY of all keys. */
export function familiesOf(attributes: Attributes): number {
  let bits = 0;
  for (const key of attributes.keys()) {
    let family = known.get(key);
    if (family === undefined) {
      const [word = ""] = key.split(/[.:]/, 1);
      family = Object.hasOwn(FAMILY, word) ? FAMILY[word as keyof typeof FAMILY] : 0;
      if (FLATTENED.test(key)) family |= FAMILY["flattened gen_ai"];
      if (isStepKey(key)) family |= FAMILY["gen_ai step"];
      if (isTruncationKey(key)) family |= FAMILY.truncated;
      if (CLOUDFLARE.test(key)) family |= FAMILY.cloudflare;
      if (ttftUnits(key) !== null) family |= FAMILY["time to first token"];
      if (usageFamilyOf(key) === "bare") family |= FAMILY["bare usage"];
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, family);
    }
    bits |= family;
  }
  return bits;
}
