import type { JsonObject } from "@/lib/model/json";

const FRAMEWORK_TAG = /^(?:seq:step:|graph:step:|map:key:|langsmith:)/;

/** Marks that frameworks put among a user's tags. */
export const isFrameworkTag = (tag: string): boolean => FRAMEWORK_TAG.test(tag);

/** The feature, where metadata or a tag `feature:x` names it. */
export function featureIn(metadata: JsonObject, tags: Iterable<string>): string | null {
  if (typeof metadata.feature === "string" && metadata.feature !== "") return metadata.feature;
  for (const tag of tags) if (tag.startsWith("feature:") && tag.length > 8) return tag.slice(8);
  return null;
}
