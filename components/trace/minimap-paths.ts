import type { SpanKind } from "@/lib/model/kind";

import { depthFirst, type TimelineNode } from "./timeline-tree";

/** The whole trace in a box of this size; drawn stretched. */
export const MINIMAP = { width: 1000, height: 40 } as const;
/** Closer than this on one line, two spans are drawn as one. */
const GAP = 1.5;

export type MinimapColour = SpanKind | "failed";

/**
 * SVG paths of horizontal strokes, one a colour: all spans in their order over at most 40 lines. Spans that would fall on
 * one another are merged, so the drawing's size depends on the box and not on the number of spans.
 */
export function minimapPaths(roots: readonly TimelineNode[], endMs: number): Map<MinimapColour, string> {
  const nodes = depthFirst(roots);
  const lines = Math.min(MINIMAP.height, nodes.length);
  const strokes = new Map<MinimapColour, Stroke[]>();
  const last = new Map<string, Stroke>();
  for (const [i, node] of nodes.entries()) {
    const colour = node.span.failed ? "failed" : node.span.kind;
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
