import { depthFirst, type TimelineTree } from "./timeline-tree";
import { panWindow, type TimeWindow, zoomWindow } from "./time-window";
import type { TimelineRow } from "./timeline-rows";

/** Where the reader of a timeline is. */
export interface TimelinePlace {
  rows: readonly TimelineRow[];
  /** Index of the active row; -1: none. */
  at: number;
  /** What is shown of the trace, and whether that is only a part. */
  window: TimeWindow;
  zoomed: boolean;
  endMs: number;
}

/** What a key asks for: another row (an index, also one beyond the ends), a row opened or closed, another part of the trace. */
export type TimelineMove =
  | { to: number; open?: boolean }
  | { toggle: string }
  | { toggleFold: string }
  | { window: TimeWindow };

const PAGE = 20;
const PAN = 0.25;

/** Closes the active row, or goes to its parent. */
export function leave({ rows, at }: TimelinePlace): TimelineMove | null {
  const row = rows[at];
  if (row === undefined) return null;
  if (row.expanded) return { toggle: row.node.span.id };
  return { to: rows.findLastIndex((other, index) => index < at && other.level < row.level) };
}

/** Opens the active row, or goes to its first child. */
export function enter({ rows, at }: TimelinePlace): TimelineMove | null {
  const row = rows[at];
  if (row?.fold?.folded) return { toggleFold: row.fold.id };
  if (row?.expanded === false) return { toggle: row.node.span.id };
  return row?.expanded ? { to: at + 1 } : null;
}

const pan = ({ window, endMs }: TimelinePlace, share: number): TimelineMove => ({
  window: panWindow(window, share, endMs),
});

/** What keys do while the rows have the focus. */
export const ROW_KEYS: Readonly<Record<string, (place: TimelinePlace) => TimelineMove | null>> = {
  ArrowDown: ({ at }) => ({ to: at + 1 }),
  ArrowUp: ({ at }) => ({ to: at - 1 }),
  PageDown: ({ at }) => ({ to: at + PAGE }),
  PageUp: ({ at }) => ({ to: at - PAGE }),
  Home: () => ({ to: 0 }),
  End: ({ rows }) => ({ to: rows.length - 1 }),
  Enter: ({ at }) => ({ to: at, open: true }),
  // While part of the trace is shown the arrows move along it; otherwise they open and close, as in any tree.
  ArrowLeft: (place) => (place.zoomed ? pan(place, -PAN) : leave(place)),
  ArrowRight: (place) => (place.zoomed ? pan(place, PAN) : enter(place)),
};

/** Opens the repeats that the active row begins, or folds those that it lies in, at any depth. */
export function fold({ rows, at }: TimelinePlace): TimelineMove | null {
  let within = rows[at];
  for (let i = at; within !== undefined && i >= 0; i--) {
    const row = rows[i]!;
    if (row.level > within.level) continue;
    if (row.level < within.level) within = row;
    if (row.fold?.nodes.includes(within.node)) return { toggleFold: row.fold.id };
  }
  return null;
}

/** The span that failed next in the order of the tree, from the last one on again the first; null: none failed. */
export function nextFailed({ roots }: TimelineTree, from: string | null, step: 1 | -1): string | null {
  const ordered = depthFirst(roots);
  if (step === -1) ordered.reverse();
  const at = ordered.findIndex(({ span }) => span.id === from);
  const isFailed = ({ span }: { span: { failed: boolean } }): boolean => span.failed;
  return (ordered.slice(at + 1).find(isFailed) ?? ordered.find(isFailed))?.span.id ?? null;
}

/** Twice as near, around the active span when it is in sight, or half as near. */
export function zoomBy(change: "in" | "out", { rows, at, window, endMs }: TimelinePlace): TimeWindow {
  const middle = (window.fromMs + window.toMs) / 2;
  if (change === "out") return zoomWindow(window, 2, middle, endMs);
  const active = rows[at]?.node;
  const inSight = active && active.startMs >= window.fromMs && active.startMs <= window.toMs;
  const around = inSight ? Math.min((active.startMs + active.endMs) / 2, window.toMs) : middle;
  return zoomWindow(window, 0.5, around, endMs);
}
