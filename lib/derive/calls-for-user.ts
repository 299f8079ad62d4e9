import type { SpanKind } from "@/lib/model/kind";

import type { CountedCall } from "./counted-call";
import type { SpanNode, SpanTree } from "./span-tree";

/** What a model says below one of these is said to the step, not to the user. */
const INNER: ReadonlySet<SpanKind> = new Set(["tool", "retrieval", "rerank", "guardrail", "evaluator"]);

/**
 * The calls whose words may reach the user: not those within a guardrail, an evaluator, a search or a tool (an agent used as a
 * tool likewise). Where a tool is the whole trace, it is what the user asked.
 */
export function callsForUser(tree: SpanTree, calls: readonly CountedCall[]): CountedCall[] {
  if (calls.length === 0 || !tree.nodes.some(({ span }) => INNER.has(span.kind))) return [...calls];
  const inner = new Set<SpanNode>();
  for (const node of tree.topDown) {
    const { parent } = node;
    if (parent === null) continue;
    const isAsked = parent === tree.root && parent.span.kind === "tool";
    if (inner.has(parent) || (INNER.has(parent.span.kind) && !isAsked)) inner.add(node);
  }
  return calls.filter((call) => !inner.has(call.node));
}
