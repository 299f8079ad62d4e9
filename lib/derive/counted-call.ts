import type { SpanNode } from "./span-tree";

/** A model call that really happened: one span stands for all that report it. */
export interface CountedCall {
  kind: "llm" | "embedding" | "rerank";
  node: SpanNode;
  /** Spans that report the same call: those within it, its wrappers from the innermost on, its twins, and wrappers of them all. */
  repeats: SpanNode[];
}
