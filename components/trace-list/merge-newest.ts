import type { TracePage } from "@/lib/traces/list-traces";
import type { TraceSummary } from "@/lib/traces/summary";

export interface Merged {
  pages: TracePage[];
  /** Traces that were put on top. */
  added: number;
}

/** Newest first, the id breaking ties: the order of the list's SQL. */
const before = (a: TraceSummary, b: TraceSummary): number =>
  Date.parse(b.started_at) - Date.parse(a.started_at) ||
  (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : a.trace_id < b.trace_id ? -1 : 1);

/**
 * The loaded pages with what the newest page says now. A known trace is replaced where it stands (it grows while it is open), a new
 * one takes its place in time. When the newest page does not reach down to what is loaded, more arrived than it holds: it
 * starts the list anew, so that no trace is silently left out between.
 */
export function mergeNewest(pages: readonly TracePage[], newest: TracePage): Merged {
  const known = new Set(pages.flatMap((page) => page.data.map((trace) => trace.trace_id)));
  const fresh = newest.data.filter((trace) => !known.has(trace.trace_id));
  const meets = fresh.length < newest.data.length || newest.next_cursor === null || known.size === 0;
  if (!meets) return { pages: [newest], added: fresh.length };

  const now = new Map(newest.data.map((trace) => [trace.trace_id, trace]));
  const [first, ...older] = pages.map((page) => ({
    ...page,
    data: page.data.map((trace) => now.get(trace.trace_id) ?? trace),
  }));
  if (first === undefined) return { pages: [newest], added: fresh.length };
  // A late trace may be older than the whole first page; beyond the loaded ones its turn comes with its own page.
  const end = pages.at(-1)?.next_cursor === null ? undefined : pages.at(-1)?.data.at(-1);
  const placed = fresh.filter((trace) => end === undefined || before(trace, end) < 0);
  const data = [...placed, ...first.data].toSorted(before);
  return { pages: [{ ...first, data }, ...older], added: placed.length };
}

/** Only what is known already, as it is now. */
export const refreshKnown = (pages: readonly TracePage[], newest: TracePage): TracePage[] => {
  const now = new Map(newest.data.map((trace) => [trace.trace_id, trace]));
  return pages.map((page) => ({ ...page, data: page.data.map((trace) => now.get(trace.trace_id) ?? trace) }));
};
