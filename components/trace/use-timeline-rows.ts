"use client";

import { useDeferredValue, useMemo, useState } from "react";

import { findSpans } from "./find-spans";
import { timelineRows } from "./timeline-rows";
import { depthFirst, type TimelineNode } from "./timeline-tree";

/** The rows that are shown: what is open of the tree, or what a search found. */
export function useTimelineRows(roots: readonly TimelineNode[], query: string) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const searched = useDeferredValue(query);
  const found = useMemo(() => findSpans(roots, searched), [roots, searched]);
  const rows = useMemo(() => timelineRows(roots, collapsed, found?.shown), [roots, collapsed, found]);
  const parents = useMemo(
    () =>
      depthFirst(roots)
        .filter((node) => node.children.length > 0)
        .map((node) => node.span.id),
    [roots],
  );
  return {
    rows,
    searched,
    found,
    /** Null: nothing to open or close. */
    anyOpen: parents.length === 0 ? null : parents.some((id) => !collapsed.has(id)),
    openAll: (open: boolean) => setCollapsed(open ? new Set() : new Set(parents)),
    toggle: (id: string) =>
      setCollapsed((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
  };
}
