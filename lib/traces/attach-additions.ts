import { groupBy } from "@/lib/model/group-by";

import type { StoredAddition, StoredSpan } from "./span-row";

/**
 * Spans with what arrived about them on other roads. Narrow facts that a span lacks are taken from the earliest addition
 * that has them; bodies are merged when they are read (merge-bodies.ts).
 */
export function attachAdditions(
  spans: readonly StoredSpan[],
  additions: readonly StoredAddition[],
): StoredSpan[] {
  const inOrder = [...additions].sort((a, b) =>
    a.occurred_at < b.occurred_at ? -1 : a.occurred_at > b.occurred_at ? 1 : 0,
  );
  const bySpan = groupBy(inOrder, (addition) => addition.span_id);
  return spans.map((span) => {
    const said = bySpan.get(span.span_id);
    if (said === undefined) return span;
    const first = (key: "finish_reason" | "fingerprint" | "context_id"): string | null =>
      span[key] ?? said.find((addition) => addition[key] !== null)?.[key] ?? null;
    return {
      ...span,
      additions: said,
      finish_reason: first("finish_reason"),
      fingerprint: first("fingerprint"),
      seen_context_id: first("context_id"),
    };
  });
}
