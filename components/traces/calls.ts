import type { TimelineNode } from "./timeline-tree";
import { depthFirst } from "./timeline-tree";

/** The trace's model calls in the order in which they began: span id -> number from 1. */
export function callNumbers(roots: readonly TimelineNode[]): ReadonlyMap<string, number> {
  const calls = depthFirst(roots).filter((node) => node.span.kind === "llm");
  calls.sort((a, b) => a.startMs - b.startMs);
  return new Map(calls.map((node, i) => [node.span.id, i + 1]));
}

/** The span that one wants to see first: what failed, deepest down; else the root. */
export function firstSpan(roots: readonly TimelineNode[]): string | null {
  const failed = depthFirst(roots).find(
    (node) => node.span.failed && !node.children.some((child) => child.failedWithin),
  );
  return (failed ?? roots[0])?.span.id ?? null;
}
