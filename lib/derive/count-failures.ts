import { byStart } from "@/lib/model/step-order";

import type { SpanNode, SpanTree } from "./span-tree";

export interface TraceOutcome {
  isError: boolean;
  errorType: string | null;
  /** A word of lib/model/failure.ts. */
  failure: string | null;
  /** Spans that failed by themselves: failures that only pass on one from below are not counted again. */
  errorCount: number;
}

/**
 * A trace fails when its root does (without a true root: when any outermost span does). A tool that failed while its agent
 * went on is a tool's error. The type is that of the deepest failing span on the way down from the failing root; where
 * several children failed, the last of them, for the ones before were retried. So is the failure's class; "other" gives way to
 * what a span above makes of it.
 */
export function countFailures(tree: SpanTree): TraceOutcome {
  const failsBelow = new Set<SpanNode>();
  let errorCount = 0;
  for (const node of tree.topDown.toReversed()) {
    if (node.span.isError && !failsBelow.has(node)) errorCount++;
    if (node.parent && (node.span.isError || failsBelow.has(node))) failsBelow.add(node.parent);
  }
  const tops = tree.hasRoot ? [tree.root] : tree.nodes.filter((node) => node.parent === null);
  let failing = lastFailing(tops);
  let errorType: string | null = null;
  let failure: string | null = null;
  const isError = failing !== undefined;
  for (; failing !== undefined; failing = lastFailing(failing.children)) {
    const { span } = failing;
    errorType = span.errorType ?? errorType;
    if (span.failure !== null && (span.failure !== "other" || failure === null)) failure = span.failure;
  }
  return { isError, errorType, failure, errorCount };
}

const lastFailing = (nodes: readonly SpanNode[]): SpanNode | undefined =>
  nodes
    .filter((node) => node.span.isError)
    .toSorted((a, b) => byStart(a.span, b.span))
    .at(-1);
