import type { JsonObject } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";

import { keptPart } from "./kept-part";
import type { Part, PartSource, StoredPart } from "./part";

/** What the store would show after requests with these pieces, in any order: for tests without one. */
export function mergeInMemory(source: PartSource, parts: readonly Part[]): ModelSpan[] {
  const objects = new Map<string, Map<string, StoredPart>>();
  for (const part of parts) {
    const row = keptPart(part, source, [1]);
    if ("code" in row) throw new Error(row.message);
    const object = objects.get(row.objectId) ?? new Map<string, StoredPart>();
    objects.set(row.objectId, object);
    object.set(row.partId, {
      id: row.partId,
      atNs: row.mergedAt * 1000n,
      body: JSON.parse(row.body) as JsonObject,
    });
  }
  return [...objects.values()].flatMap((known) => {
    const sorted = [...known.values()].sort(
      (a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0) || (a.id < b.id ? -1 : 1),
    );
    const span = source.merge(sorted);
    if (span !== null && "code" in span) throw new Error(span.message);
    return span === null ? [] : [{ ...span, mergedParts: sorted.length }];
  });
}
