import { pushTo } from "@/lib/model/group-by";
import { byStart } from "@/lib/model/step-order";

import type { SpanNode, SpanTree } from "./span-tree";

/**
 * The order in which the steps of a trace stand: by start, but none before the step that it is part of. Where another
 * machine's clock, or a tie, puts a step before its parent, it follows its parent at once.
 * @returns the tree's own list when starts alone give this order, as in most traces
 */
export function orderSteps({ nodes }: SpanTree): readonly SpanNode[] {
  if (!nodes.some(({ parent, span }) => parent !== null && byStart(parent.span, span) > 0)) return nodes;
  const order: SpanNode[] = [];
  const placed = new Set<SpanNode>();
  const waiting = new Map<SpanNode, SpanNode[]>();
  for (const node of nodes) {
    if (node.parent !== null && !placed.has(node.parent)) {
      pushTo(waiting, node.parent, node);
      continue;
    }
    // A list, not recursion: traces can be thousands of spans deep.
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      placed.add(next);
      order.push(next);
      for (const child of (waiting.get(next) ?? []).toReversed()) open.push(child);
    }
  }
  return order;
}
