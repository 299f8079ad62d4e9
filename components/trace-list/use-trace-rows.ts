"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

import type { TraceSummary } from "@/lib/traces/summary";

const ROW_PX = 32;
const COMPACT_ROW_PX = 28;
/** Below each, while a text is looked for: where it was found. */
const FOUND_PX = 26;
/** The next page is asked for when this many rows remain below. */
const AHEAD = 20;

interface TraceRowsInput {
  traces: readonly TraceSummary[];
  compact: boolean;
  searching: boolean;
  /** Whether more rows exist below than are loaded. */
  more: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  initialOffset: number;
  onNearEnd: () => void;
  onScroll: (offset: number) => void;
}

/** The rows in sight, of however many, and where they stand. */
export function useTraceRows({
  traces,
  compact,
  searching,
  more,
  scroller,
  initialOffset,
  onNearEnd,
  onScroll,
}: TraceRowsInput) {
  const rowPx = (compact ? COMPACT_ROW_PX : ROW_PX) + (searching ? FOUND_PX : 0);
  // Where the list appears; later it is moved by hand.
  const [start] = useState(initialOffset);
  // Its functions are not memoised, and nothing memoised is handed them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: traces.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    initialOffset: start,
    // Before the browser has measured anything (and on the server) a screenful is drawn.
    initialRect: { width: 1200, height: 900 },
    getItemKey: (index) => traces[index]!.trace_id,
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  useLayoutEffect(() => {
    if (scroller.current && start > 0) scroller.current.scrollTop = start;
  }, [scroller, start]);
  useEffect(() => {
    const element = scroller.current;
    const tell = () => onScroll(element?.scrollTop ?? 0);
    element?.addEventListener("scroll", tell, { passive: true });
    return () => element?.removeEventListener("scroll", tell);
  }, [scroller, onScroll]);
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= traces.length - AHEAD) onNearEnd();
  }, [more, last, traces.length, onNearEnd]);
  return {
    rows,
    above: rows[0]?.start ?? 0,
    below: virtual.getTotalSize() - (rows.at(-1)?.end ?? 0),
    /** Ids of the rows that are looked at: those drawn besides are a reserve for scrolling. */
    inSight: (): string[] => {
      const { startIndex, endIndex } = virtual.range ?? { startIndex: 0, endIndex: -1 };
      return traces.slice(startIndex, endIndex + 1).map((trace) => trace.trace_id);
    },
    reveal: (index: number) => virtual.scrollToIndex(index),
  };
}
