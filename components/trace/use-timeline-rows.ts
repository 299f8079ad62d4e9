"use client";

import { useDeferredValue, useMemo, useState } from "react";

import { findSpans } from "./find-spans";
import { foldsOf } from "./fold-repeats";
import { timelineRows } from "./timeline-rows";
import { depthFirst, type TimelineNode } from "./timeline-tree";

const NONE: ReadonlySet<string> = new Set();

interface RowsAsked {
  roots: readonly TimelineNode[];
  query: string;
  /** Spans that say it; null: that is not known yet. */
  saying: ReadonlySet<string> | null;
  /** Repeats are one row until somebody opens them. */
  folds: boolean;
  /** A span that is to be seen once it is another one than before: what hides it opens. */
  reveal: string | null;
}

/** The rows that are shown: what is open of the tree, or what a search found. */
export function useTimelineRows({ roots, query, saying, folds, reveal }: RowsAsked) {
  const [collapsed, setCollapsed] = useState(NONE);
  const [unfolded, setUnfolded] = useState(NONE);
  const searched = useDeferredValue(query);
  const found = useMemo(() => findSpans(roots, searched, saying), [roots, searched, saying]);
  const foldOf = useMemo(() => (folds ? foldsOf(roots) : undefined), [roots, folds]);
  const parentOf = useMemo(() => parentsOf(roots), [roots]);
  const [revealed, setRevealed] = useState<string | null>(null);
  if (reveal !== revealed) {
    setRevealed(reveal);
    const hiding = reveal === null ? [] : wayTo(parentOf, reveal);
    if (hiding.some((id) => collapsed.has(id)))
      setCollapsed(new Set([...collapsed].filter((id) => !hiding.includes(id))));
    const closed = [...hiding, reveal ?? ""].flatMap((id) => foldOf?.get(id) ?? []);
    const inside = closed.filter(({ id }) => id !== reveal).map(({ id }) => id);
    if (inside.some((id) => !unfolded.has(id))) setUnfolded(new Set([...unfolded, ...inside]));
  }
  const rows = useMemo(
    () =>
      timelineRows(roots, {
        collapsed,
        shown: found?.shown,
        folds: found === null ? foldOf : undefined,
        unfolded,
      }),
    [roots, collapsed, found, foldOf, unfolded],
  );
  const parents = useMemo(() => [...new Set(parentOf.values())], [parentOf]);
  return {
    rows,
    searched,
    found,
    /** Null: nothing to open or close. */
    anyOpen: parents.length === 0 ? null : parents.some((id) => !collapsed.has(id)),
    openAll: (open: boolean) => setCollapsed(open ? NONE : new Set(parents)),
    toggle: (id: string) => setCollapsed(toggled(id)),
    /** @param id the first span of a fold */
    toggleFold: (id: string) => setUnfolded(toggled(id)),
  };
}

const toggled =
  (id: string) =>
  (before: ReadonlySet<string>): ReadonlySet<string> => {
    const after = new Set(before);
    if (!after.delete(id)) after.add(id);
    return after;
  };

/** The span above each that has one in the tree. */
const parentsOf = (roots: readonly TimelineNode[]): ReadonlyMap<string, string> =>
  new Map(
    depthFirst(roots).flatMap(({ span, children }) =>
      children.map((child): [string, string] => [child.span.id, span.id]),
    ),
  );

/** Ids of the spans above one, the nearest first. */
function wayTo(parentOf: ReadonlyMap<string, string>, id: string): string[] {
  const way: string[] = [];
  for (let above = parentOf.get(id); above !== undefined; above = parentOf.get(above)) way.push(above);
  return way;
}
