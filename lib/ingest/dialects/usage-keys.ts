import { meaningOf } from "./usage-words";
import type { UsageField } from "./usage-words";

/** Whose words a count's attribute is in: each dialect reads its own. */
export type UsageFamily = "gen_ai" | "openinference" | "llm" | "ai" | "codex turn" | "bare";

interface Prefix {
  family: UsageFamily;
  /** Only parts are told there: Pydantic AI's details repeat the provider's own totals, which exclude what the span's include. */
  parts?: true;
  /** Other things live below it, too: what is counted must call itself tokens. */
  tokens?: true;
}

/** The longest that fits is the prefix of a key. */
const PREFIXES: readonly (readonly [string, Prefix])[] = [
  ["gen_ai.usage.details.", { family: "gen_ai", parts: true }],
  // google-adk.
  ["gen_ai.usage.experimental.", { family: "gen_ai", parts: true }],
  ["gen_ai.usage.", { family: "gen_ai" }],
  ["gen_ai.token_count.", { family: "gen_ai" }],
  // OpenLIT's and Traceloop's first.
  ["gen_ai.response.", { family: "gen_ai", tokens: true }],
  // What Anthropic's own instrumentation tells of a write's lifetime.
  ["anthropic.usage.", { family: "gen_ai", parts: true }],
  // Codex, whose other counts are GenAI's.
  ["gen_ai.openai.usage.", { family: "gen_ai", parts: true }],
  ["gen_ai.anthropic.usage.", { family: "gen_ai", parts: true }],
  ["codex.usage.", { family: "gen_ai", parts: true }],
  ["codex.turn.token_usage.", { family: "codex turn" }],
  ["llm.token_count.", { family: "openinference" }],
  ["llm.usage.", { family: "llm" }],
  ["ai.usage.", { family: "ai" }],
  ["usage.", { family: "bare", tokens: true }],
  ["", { family: "bare", tokens: true }],
];

/** How a count is spelled tells something of what it means: the convention's counts include the cache, the provider's do not. */
type Spelling = "convention" | "native" | null;

const CONVENTION = /^cache_(?:read|creation|write)\.input_tokens$/;
/** Anthropic's and Bedrock's own names, which some clients write for every provider. */
const NATIVE = /^cache_?(?:read|creation|write)_?input_?tokens$/i;

/** The convention's latest names are believed before those that they replaced. */
const OLDER = /prompt|completion|^gen_ai\.(?:response|token_count)\./;

export interface Key {
  family: UsageFamily;
  field: UsageField;
  spelling: Spelling;
  isOlder: boolean;
}

/** Keys repeat in every span: what they mean is found out once. Bounded, because keys come from outside. */
const known = new Map<string, Key | null>();
const MAX_KNOWN = 20_000;

/** What an attribute counts; null when it counts no tokens. */
export function keyOf(key: string): Key | null {
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, (found = read(key)));
  }
  return found;
}

/** In whose words a key counts tokens; null when it counts none. */
export const usageFamilyOf = (key: string): UsageFamily | null => keyOf(key)?.family ?? null;

/** What is no part of something else that is counted. */
export const TOTALS: ReadonlySet<UsageField> = new Set(["input", "output", "total", "uncached"]);

function read(key: string): Key | null {
  const [start, prefix] = PREFIXES.find(([beginning]) => key.startsWith(beginning)) ?? [];
  if (start === undefined || prefix === undefined) return null;
  const name = key.slice(start.length);
  // Attributes of other things have dots; a count that stands alone has none.
  if (start === "" && /[.:]/.test(key)) return null;
  if (prefix.tokens && !/tokens?/i.test(name)) return null;
  const field = meaningOf(name);
  if (field === null || (prefix.parts && TOTALS.has(field))) return null;
  return {
    family: prefix.family,
    field,
    spelling: CONVENTION.test(name) ? "convention" : NATIVE.test(name) ? "native" : null,
    isOlder: OLDER.test(key),
  };
}
