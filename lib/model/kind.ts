/** What a span is. Wrappers that repeat a model call are `agent` or `workflow`; `llm` is a call that really happened. */
export const SPAN_KINDS = [
  "agent",
  "workflow",
  "llm",
  "embedding",
  "retrieval",
  "rerank",
  "tool",
  "guardrail",
  "evaluator",
  "other",
] as const;

export type SpanKind = (typeof SPAN_KINDS)[number];

/** Kinds that are billed by token. */
export const isModelCall = (kind: SpanKind): boolean => kind === "llm" || kind === "embedding";

/** Kinds that somebody bills: a ranking is, where it names the model that made it. */
export const isBilled = (kind: SpanKind, model: string | null): boolean =>
  isModelCall(kind) || (kind === "rerank" && model !== null);
