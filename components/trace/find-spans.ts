import { KIND_LOOK } from "@/components/ui/kind-dot";

import { depthFirst, type TimelineNode } from "./timeline-tree";

export interface FoundSpans {
  /** Spans that hold the words. */
  matches: ReadonlySet<string>;
  /** Those and all above them: what is shown while searching. */
  shown: ReadonlySet<string>;
}

/**
 * Spans whose name, kind, model, service or id holds every one of the words, and those that say what is looked for; null when there is
 * nothing to look for, or when it is not known yet what spans say and none is named so.
 * @param saying spans that say it; null: that is not known yet
 */
export function findSpans(
  roots: readonly TimelineNode[],
  query: string,
  saying: ReadonlySet<string> | null,
): FoundSpans | null {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return null;
  const matches = new Set<string>();
  const shown = new Set<string>();
  for (const node of depthFirst(roots).toReversed()) {
    const { id, name, kind, model, service, failed } = node.span;
    const text = [id, name, kind, KIND_LOOK[kind].label, model, service, failed && "failed error"]
      .join(" ")
      .toLowerCase();
    const hit = saying?.has(id) || words.every((word) => text.includes(word));
    if (hit) matches.add(id);
    if (hit || node.children.some((child) => shown.has(child.span.id))) shown.add(id);
  }
  return matches.size === 0 && saying === null ? null : { matches, shown };
}
