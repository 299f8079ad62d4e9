import type { TimelineSpan } from "./timeline-span";
import type { TimelineNode } from "./timeline-tree";
import { depthFirst } from "./timeline-tree";

/** The trace's model calls in the order of its steps, as the transcript counts them: span id -> number from 1. */
export const callNumbers = (spans: readonly TimelineSpan[]): ReadonlyMap<string, number> =>
  new Map(spans.filter((span) => span.kind === "llm").map((span, i) => [span.id, i + 1]));

/** The span that one wants to see first: what failed, deepest down; else the root. */
export function firstSpan(roots: readonly TimelineNode[]): string | null {
  const failed = depthFirst(roots).find(
    (node) => node.span.failed && !node.children.some((child) => child.failedWithin),
  );
  return (failed ?? roots[0])?.span.id ?? null;
}
