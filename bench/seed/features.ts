/** What the simulated application consists of. Days are counted from the first of the store. */

export interface Model {
  provider: string;
  request: string;
  response: string;
  /** Tokens a second and the median wait for the first. */
  speed: number;
  ttftMs: number;
  /** Whether it thinks before it answers, and is billed for that. */
  reasons?: boolean;
}

export const MODELS = {
  mini: { provider: "openai", request: "gpt-4.1-mini", response: "gpt-4.1-mini-2025-04-14", speed: 95, ttftMs: 310 },
  large: { provider: "openai", request: "gpt-4o", response: "gpt-4o-2024-08-06", speed: 70, ttftMs: 430 },
  newer: { provider: "openai", request: "gpt-4.1", response: "gpt-4.1-2025-04-14", speed: 80, ttftMs: 390 },
  thinker: { provider: "openai", request: "o4-mini", response: "o4-mini-2025-04-16", speed: 110, ttftMs: 2_400, reasons: true },
  sonnet: { provider: "anthropic", request: "claude-sonnet-4-5", response: "claude-sonnet-4-5-20250929", speed: 65, ttftMs: 780 },
  haiku: { provider: "anthropic", request: "claude-3-5-haiku-latest", response: "claude-3-5-haiku-20241022", speed: 90, ttftMs: 520 },
  flash: { provider: "google", request: "gemini-2.5-flash", response: "gemini-2.5-flash", speed: 150, ttftMs: 360 },
  embedder: { provider: "openai", request: "text-embedding-3-small", response: "text-embedding-3-small", speed: 1e5, ttftMs: 90 },
  /** No list knows its price. */
  own: { provider: "ollama", request: "acme-review-7b", response: "acme-review-7b", speed: 40, ttftMs: 600 },
} as const satisfies Record<string, Model>; // prettier-ignore
export type ModelName = keyof typeof MODELS;

export type Shape =
  | "chat"
  | "retrieval"
  | "sequential"
  | "parallel"
  | "classify"
  | "embed"
  | "review"
  | "map";

export interface Feature {
  name: string;
  service: string;
  shape: Shape;
  /** Of all traces. */
  share: number;
  /** Runs by night, or when people ask. */
  when: "people" | "batch";
  /** From which day on which model; `canary`: in a tenth of the traces from two days before. */
  models: readonly { from: number; model: ModelName }[];
  fallback: ModelName;
  /** From which day on which version of its prompt, and how many times the first one's length it has. */
  prompts: readonly { from: number; length: number; label?: string }[];
  tools: readonly string[];
  tags: readonly string[];
}

/** The day on which a prompt doubles, and the last week's runaway user: what a reader of anomalies should find. */
export const DOUBLED_PROMPT_DAY = 20;
export const RUNAWAY = { feature: "support-chat", rank: 700, day: 25, fromHour: 9, toHour: 14, share: 0.12 };
/** A provider is down for forty minutes. */
export const OUTAGE = { provider: "anthropic", day: 16, hour: 13, fromMinute: 5, toMinute: 45 };

export const FEATURES: readonly Feature[] = [
  {
    name: "support-chat", service: "support", shape: "chat", share: 0.29, when: "people",
    models: [{ from: 0, model: "large" }, { from: 12, model: "newer" }], fallback: "mini",
    prompts: [{ from: 0, length: 1 }, { from: 9, length: 1.1 }, { from: 22, length: 1.15 }],
    tools: [], tags: ["web", "mobile", "vip"],
  },
  {
    name: "docs-answers", service: "support", shape: "retrieval", share: 0.24, when: "people",
    models: [{ from: 0, model: "mini" }], fallback: "flash",
    prompts: [{ from: 0, length: 1 }, { from: DOUBLED_PROMPT_DAY, length: 2 }],
    tools: [], tags: ["web", "mobile"],
  },
  {
    name: "booking-agent", service: "travel", shape: "sequential", share: 0.15, when: "people",
    models: [{ from: 0, model: "sonnet" }], fallback: "newer",
    prompts: [{ from: 0, length: 1.4, label: "v1" }, { from: 14, length: 1.5, label: "v2" }],
    tools: ["search_flights", "get_fare_rules", "hold_seat", "charge_card"], tags: ["web", "partner"],
  },
  {
    name: "market-research", service: "research", shape: "parallel", share: 0.1, when: "people",
    models: [{ from: 0, model: "newer" }, { from: 18, model: "sonnet" }], fallback: "large",
    prompts: [{ from: 0, length: 1.2 }, { from: 6, length: 1.2 }, { from: 19, length: 1.3 }],
    tools: ["web_search", "company_register", "news_archive", "price_history"], tags: ["analyst"],
  },
  {
    name: "ticket-triage", service: "support", shape: "classify", share: 0.06, when: "batch",
    models: [{ from: 0, model: "flash" }], fallback: "haiku",
    prompts: [{ from: 0, length: 0.6 }, { from: 15, length: 0.7 }],
    tools: [], tags: ["nightly"],
  },
  {
    name: "index-documents", service: "indexer", shape: "embed", share: 0.04, when: "batch",
    models: [{ from: 0, model: "embedder" }], fallback: "embedder",
    prompts: [], tools: [], tags: ["nightly"],
  },
  {
    name: "code-review", service: "developer-tools", shape: "review", share: 0.06, when: "people",
    models: [{ from: 0, model: "thinker" }, { from: 23, model: "own" }], fallback: "thinker",
    prompts: [{ from: 0, length: 1.8 }, { from: 11, length: 1.6 }],
    tools: [], tags: ["ci"],
  },
  {
    name: "meeting-summary", service: "office", shape: "map", share: 0.06, when: "people",
    models: [{ from: 0, model: "haiku" }], fallback: "mini",
    prompts: [{ from: 0, length: 0.8 }, { from: 17, length: 0.9 }],
    tools: [], tags: ["calendar"],
  },
]; // prettier-ignore

/** A release a week; staging has it two days earlier. */
export const releaseOn = (day: number, environment: string): string =>
  `2.${Math.floor((day + (environment === "staging" ? 5 : 3)) / 7)}.0`;

/** The newest of a list that holds on a day. */
export const holdingOn = <T extends { from: number }>(list: readonly T[], day: number): T | undefined =>
  list.findLast(({ from }) => from <= day);

export const USERS = 20_000;
/** Rank by activity -> id: the busiest users are not the first of a list. */
export const userId = (rank: number): string =>
  `user-${String((rank * 7_919 + 4_242) % USERS).padStart(5, "0")}`;
