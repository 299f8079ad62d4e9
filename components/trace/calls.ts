import type { TimelineSpan } from "./timeline-span";
import type { TimelineNode } from "./timeline-tree";
import { depthFirst } from "./timeline-tree";

/** The trace's model calls in the order of its steps, as the transcript counts them: span id -> number from 1. */
export const callNumbers = (spans: readonly TimelineSpan[]): ReadonlyMap<string, number> =>
  new Map(spans.filter((span) => span.kind === "llm").map((span, i) => [span.id, i + 1]));

/**
 * The span that one wants to see first: what failed, deepest down; else what holds the answer, which an agent's own span often does
 * not; else the root.
 */
export function firstSpan(roots: readonly TimelineNode[], answer: string | null): string | null {
  const all = depthFirst(roots);
  const failed = all.find((node) => node.span.failed && !node.children.some((child) => child.failedWithin));
  const answering = answer === null ? undefined : all.find(({ span }) => span.id === answer);
  return (failed ?? answering ?? roots[0])?.span.id ?? null;
}
