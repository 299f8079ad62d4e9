import { groupBy } from "@/lib/model/group-by";

import type { StoredAddition, StoredSpan } from "./span-row";

/**
 * Spans with what arrived about them on other roads: a body that the span has stays, one that it lacks is taken from the
 * earliest addition that has it; output messages and documents of several additions are put in the order of their events.
 */
export function mergeAdditions(
  spans: readonly StoredSpan[],
  additions: readonly StoredAddition[],
): StoredSpan[] {
  const bySpan = groupBy(
    [...additions].sort((one, other) =>
      one.occurred_at < other.occurred_at ? -1 : one.occurred_at > other.occurred_at ? 1 : 0,
    ),
    (addition) => addition.span_id,
  );
  return spans.map((span) => {
    const said = bySpan.get(span.span_id);
    return said === undefined ? span : merged(span, said);
  });
}

function merged(span: StoredSpan, said: readonly StoredAddition[]): StoredSpan {
  const first = <Key extends keyof StoredSpan & keyof StoredAddition>(key: Key): StoredSpan[Key] =>
    span[key] ??
    (said.find((addition) => addition[key] !== null)?.[key] as StoredSpan[Key] | undefined) ??
    span[key];
  const together = (key: "output_ids" | "document_ids"): string[] | null => {
    if (span[key] !== null && span[key].length > 0) return span[key];
    const ids = [...new Set(said.flatMap((addition) => addition[key] ?? []))];
    return ids.length === 0 ? null : ids;
  };
  return {
    ...span,
    finish_reason: first("finish_reason"),
    fingerprint: first("fingerprint"),
    settings_id: first("settings_id"),
    system_id: first("system_id"),
    context_id: first("context_id"),
    input_id: first("input_id"),
    result_id: first("result_id"),
    error_id: first("error_id"),
    output_ids: together("output_ids"),
    document_ids: together("document_ids"),
  };
}
