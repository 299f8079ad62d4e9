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
  const paths = new Map<MinimapColour, string>();
  const drawnTo = new Map<string, number>();
  for (const [i, node] of nodes.entries()) {
    const colour = node.span.failed ? "failed" : node.span.kind;
    const line = Math.floor((i / nodes.length) * lines);
    const y = ((line + 0.5) * MINIMAP.height) / lines;
    const from = (node.startMs / endMs) * MINIMAP.width;
    const to = Math.max((node.endMs / endMs) * MINIMAP.width, from + 2);
    const key = `${colour} ${line}`;
    const before = drawnTo.get(key) ?? -Infinity;
    if (to <= before) continue;
    const start = from <= before + GAP && from >= before - GAP ? before : from;
    paths.set(colour, `${paths.get(colour) ?? ""}M${round(start)} ${round(y)}H${round(to)}`);
    drawnTo.set(key, to);
  }
  return paths;
}

const round = (value: number): number => Math.round(value * 10) / 10;
