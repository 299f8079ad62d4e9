import type { TimelineNode } from "./timeline-tree";

/** A stretch of the trace, milliseconds since its start. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/**
 * The chain of work that the trace's end waited for: had any of it been shorter, the trace would have ended sooner. Walked back from the
 * end: of what runs below a span, the part that ended last before the moment that is explained, then what that waited for; what no part
 * explains is the span's own. What outlives its parent is cut where the parent ends, as nobody waited for it. The stretches of all spans
 * do not overlap and add up to the trace, but for times in which nothing ran.
 * Source: Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022, section 4.
 * @param endMs the whole trace
 * @returns a span's own stretches by its id, the earliest first; spans that nothing waited for are absent
 */
export function criticalPath(
  roots: readonly TimelineNode[],
  endMs: number,
): ReadonlyMap<string, readonly Stretch[]> {
  const path = new Map<string, Stretch[]>();
  // Without recursion: a chain of ten thousand spans must not overflow the stack.
  const waiting: { node: TimelineNode; fromMs: number; toMs: number }[] = [];
  const walk = (below: readonly TimelineNode[], fromMs: number, toMs: number, own?: Stretch[]): void => {
    let untilMs = toMs;
    for (const { node, end } of lastFirst(below, toMs)) {
      // What ran beside something that ended later was not waited for.
      if (end > untilMs) continue;
      if (end <= fromMs) break;
      if (end < untilMs) own?.push({ fromMs: end, toMs: untilMs });
      const start = Math.max(node.startMs, fromMs);
      waiting.push({ node, fromMs: start, toMs: end });
      untilMs = start;
    }
    if (untilMs > fromMs) own?.push({ fromMs, toMs: untilMs });
  };
  walk(roots, 0, endMs);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const own: Stretch[] = [];
    walk(next.node.children, next.fromMs, next.toMs, own);
    if (own.length > 0) path.set(next.node.span.id, own.toReversed());
  }
  return path;
}

/** Spans with the moment until which they can have been waited for, the latest first. */
const lastFirst = (nodes: readonly TimelineNode[], toMs: number): { node: TimelineNode; end: number }[] =>
  nodes
    .map((node) => ({ node, end: Math.min(node.endMs, toMs) }))
    .filter(({ node, end }) => end > node.startMs)
    .sort((a, b) => b.end - a.end || b.node.startMs - a.node.startMs);

/** Milliseconds of some stretches. */
export const lengthOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
