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
