import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import type { StoredPart } from "@/lib/ingest/pieces/part";
import { tagsOf } from "../dialects/plain";

/** A piece of a Langfuse object as it is kept: content apart from what else the event's body says. */
export interface Said {
  /** `trace`, `observation create`, `observation update`, `observed`. */
  event: string;
  input: Json;
  output: Json;
  said: JsonObject;
}

export const saidBy = ({ body }: StoredPart): Said => ({
  event: String(body.event),
  input: body.input ?? null,
  output: body.output ?? null,
  said: isObject(body.said) ? body.said : {},
});

/**
 * Bodies in the order of their times -> one. Later values win, null and absent never erase, metadata is merged by key and
 * tags are added up. Of two events of one moment an update comes after its create.
 */
export function mergeFields(parts: readonly StoredPart[]): JsonObject {
  const merged = new Map<string, Json>();
  const tags = new Map<string, Json>();
  for (const { said, input, output } of inOrder(parts))
    for (const [key, value] of Object.entries({ ...said, input, output })) {
      if (value === null) continue;
      const before = merged.get(key);
      if (key === "tags") for (const tag of allTags(value)) tags.set(JSON.stringify(tag), tag);
      else if (key === "metadata" && isObject(value) && isObject(before))
        merged.set(key, Object.fromEntries([...Object.entries(before), ...Object.entries(value)]));
      else merged.set(key, value);
    }
  if (tags.size > 0)
    merged.set(
      "tags",
      [...tags].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, tag]) => tag),
    );
  return Object.fromEntries(merged);
}

/** What is no tag stays among them; the dialect takes those that are. */
const allTags = (value: Json): Json[] => (Array.isArray(value) ? value : (tagsOf(value) ?? [value]));

function inOrder(parts: readonly StoredPart[]): Said[] {
  const rank = (said: Said): number => (said.event.endsWith("update") ? 1 : 0);
  return parts
    .map((part) => ({ ...saidBy(part), atNs: part.atNs, id: part.id }))
    .toSorted(
      (a, b) =>
        (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0) || rank(a) - rank(b) || (a.id < b.id ? -1 : 1),
    );
}
