import type { SpanKind } from "@/lib/model/kind";

import type { Stretch } from "./critical-path";
import { shareOf, type TimeWindow } from "./time-window";
import type { TimelineNode } from "./timeline-tree";

/** Width of a track as strokes are drawn on it; it is stretched. */
export const STROKES_WIDTH = 1000;
/** Strokes nearer to each other are drawn as one. */
const GAP = 1;
/** A stroke is seen however short it is. */
const LEAST = 1.5;

/** SVG path of stretches on one line, as far as they lie in the window; its size depends on the window and not on their number. */
export function strokeOf(stretches: readonly Stretch[], window: TimeWindow): string {
  const drawn: { from: number; to: number }[] = [];
  for (const { fromMs, toMs } of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(shareOf(window, fromMs) * STROKES_WIDTH, -LEAST);
    const to = Math.min(shareOf(window, toMs) * STROKES_WIDTH, STROKES_WIDTH + LEAST);
    if (to < 0 || from > STROKES_WIDTH) continue;
    const before = drawn.at(-1);
    if (before && from <= before.to + GAP) before.to = Math.max(before.to, to);
    else drawn.push({ from, to: Math.max(to, from + LEAST) });
  }
  return drawn.map(({ from, to }) => `M${round(from)} .5H${round(to)}`).join("");
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Spans on one line, a path a kind, and one of what failed, which is drawn last. */
export function strokesOf(
  nodes: readonly TimelineNode[],
  window: TimeWindow,
): [colour: SpanKind | "failed", d: string][] {
  const groups = new Map<SpanKind | "failed", Stretch[]>();
  for (const { span, startMs, endMs } of nodes) {
    const colour = span.failed ? "failed" : span.kind;
    const stretch = { fromMs: startMs, toMs: endMs };
    const own = groups.get(colour);
    if (own) own.push(stretch);
    else groups.set(colour, [stretch]);
  }
  return [...groups]
    .toSorted(([a], [b]) => Number(a === "failed") - Number(b === "failed"))
    .map(([colour, stretches]) => [colour, strokeOf(stretches, window)]);
}
