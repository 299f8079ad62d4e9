import type { SpanKind } from "@/lib/model/kind";

import { depthFirst, type TimelineNode } from "./timeline-tree";

/** The whole trace in a box of this size; drawn stretched. */
export const MINIMAP = { width: 1000, height: 40 } as const;
/** Closer than this on one line, two spans are drawn as one. */
const GAP = 1.5;

export type MinimapColour = SpanKind | "failed" | "faint";

/**
 * SVG paths of horizontal strokes, one a colour: all spans in their order over at most 40 lines. Spans that would fall on
 * one another are merged, so the drawing's size depends on the box and not on the number of spans.
 * @param isStrong what is drawn in its colour
 */
export function minimapPaths(
  roots: readonly TimelineNode[],
  endMs: number,
  isStrong: (id: string) => boolean = () => true,
): Map<MinimapColour, string> {
  const nodes = depthFirst(roots);
  const lines = Math.min(MINIMAP.height, nodes.length);
  const strokes = new Map<MinimapColour, Stroke[]>();
  const last = new Map<string, Stroke>();
  for (const [i, node] of nodes.entries()) {
    const colour = !isStrong(node.span.id) ? "faint" : node.span.failed ? "failed" : node.span.kind;
    const line = Math.floor((i / nodes.length) * lines);
    const from = (node.startMs / endMs) * MINIMAP.width;
    const to = Math.max((node.endMs / endMs) * MINIMAP.width, from + 2);
    const key = `${colour} ${line}`;
    const before = last.get(key);
    if (before && from <= before.to + GAP && from >= before.from) {
      before.to = Math.max(before.to, to);
      continue;
    }
    const stroke = { from, to, y: ((line + 0.5) * MINIMAP.height) / lines };
    last.set(key, stroke);
    const drawn = strokes.get(colour);
    if (drawn) drawn.push(stroke);
    else strokes.set(colour, [stroke]);
  }
  return new Map(
    [...strokes].map(([colour, drawn]) => [
      colour,
      drawn.map(({ from, to, y }) => `M${round(from)} ${round(y)}H${round(to)}`).join(""),
    ]),
  );
}

interface Stroke {
  from: number;
  to: number;
  y: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Points of the line of money spent. */
const SPENT_POINTS = 250;

/**
 * SVG path of the money spent by each moment, from nothing at the bottom to all of it at the top; '' where nothing was.
 * @param spent by moment, the earliest first, summed up
 */
export function spentLine(spent: readonly { ms: number; nano: number }[], endMs: number): string {
  const all = spent.at(-1)?.nano ?? 0;
  if (all === 0) return "";
  const { width, height } = MINIMAP;
  const y = (nano: number): number => round(height - 1 - (nano / all) * (height - 2));
  let d = `M0 ${y(0)}`;
  let drawn = 0;
  for (const [i, { ms, nano }] of spent.entries()) {
    const x = (ms / endMs) * width;
    // Of steps that fall on one point the last is drawn.
    const next = spent[i + 1];
    if (next && (next.ms / endMs) * width - drawn < width / SPENT_POINTS) continue;
    d += `H${round(x)}V${y(nano)}`;
    drawn = x;
  }
  return `${d}H${width}`;
}
