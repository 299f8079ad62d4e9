"use client";

import { useRouter } from "next/navigation";
import { type MouseEvent, type RefObject, useCallback, useRef } from "react";

import type { Bookmarks } from "@/components/bookmarks/use-bookmarks";
import { useShortcut } from "@/components/shell/shortcuts";
import type { TraceSummary } from "@/lib/traces/summary";

import type { Picks } from "./use-picks";

/** A pointer that only passes over a row fetches nothing. */
const HOVER_MS = 80;

interface RowKeysInput {
  traces: readonly TraceSummary[];
  selectedId: string | null;
  onSelect: (traceId: string) => void;
  picks?: Picks;
  bookmarks: Bookmarks;
  scroller: RefObject<HTMLDivElement | null>;
  reveal: (index: number) => void;
}

/** Going through the rows by `j` and `k`, and opening them by pointer. */
export function useRowKeys({
  traces,
  selectedId,
  onSelect,
  picks,
  bookmarks,
  scroller,
  reveal,
}: RowKeysInput) {
  const router = useRouter();
  const selected = traces.findIndex((trace) => trace.trace_id === selectedId);
  const select = useCallback(
    (index: number) => {
      const trace = traces[index];
      if (trace) onSelect(trace.trace_id);
    },
    [traces, onSelect],
  );
  const move = (by: number) => {
    const index = Math.min(traces.length - 1, Math.max(0, selected === -1 ? 0 : selected + by));
    select(index);
    reveal(index);
    // Drawn first, focused then: enter is the link's own.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  useShortcut({ keys: "j", label: "Next trace (enter opens it)", group: "List" }, () => move(1));
  useShortcut({ keys: "k", label: "Trace before", group: "List" }, () => move(-1));
  useShortcut(
    { keys: "x", label: "Select the trace, or take it out", group: "List" },
    () => picks?.pick(selected, false),
    picks !== undefined && selected !== -1,
  );

  useShortcut(
    { keys: "b", label: "Bookmark the trace, or take it off", group: "List" },
    () => selectedId !== null && bookmarks.set([selectedId], !bookmarks.held.has(selectedId)),
    selected !== -1 && !bookmarks.isReading,
  );

  const open = useCallback(
    (href: string, event: MouseEvent) => {
      if (window.getSelection()?.toString()) return; // text was being marked, not clicked
      if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
      else {
        select(Number((event.currentTarget as HTMLElement).dataset.index));
        router.push(href);
      }
    },
    [router, select],
  );
  const hover = useRef<ReturnType<typeof setTimeout>>(undefined);
  const point = useCallback(
    (href: string | null) => {
      clearTimeout(hover.current);
      if (href !== null) hover.current = setTimeout(() => router.prefetch(href), HOVER_MS);
    },
    [router],
  );
  return { selected, select, open, point };
}
