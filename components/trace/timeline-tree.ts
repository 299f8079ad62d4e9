import type { TimelineSpan } from "./timeline-span";

/** A span in its place: children in order of their start, times on the trace's one clock. */
export interface TimelineNode {
  span: TimelineSpan;
  children: TimelineNode[];
  /** After correction of the clock. */
  startMs: number;
  endMs: number;
  /** Milliseconds that the span was moved because its service's clock differs; 0: none. */
  skewMs: number;
  /** Its parent never arrived. */
  orphan: boolean;
  /** Its ancestors lead back to itself: shown as a root. */
  cyclic: boolean;
  /** Spans below it. */
  descendants: number;
  /** Whether it or anything below it failed. */
  failedWithin: boolean;
}

export interface TimelineTree {
  roots: TimelineNode[];
  /** The whole trace, milliseconds; at least a microsecond, so that a scale exists. */
  endMs: number;
  orphans: number;
  skewed: number;
  /** Spans that have not ended. */
  open: number;
}

/**
 * Spans in any order -> a tree. Orphans and members of a cycle become roots; nothing is lost and nothing is shown twice.
 * Children of another service that lie outside their parent are moved into it, as their clock must differ.
 */
export function timelineTree(spans: readonly TimelineSpan[]): TimelineTree {
  const nodes = new Map<string, TimelineNode>();
  let lastEnd = 0;
  for (const span of spans) {
    if (nodes.has(span.id)) continue;
    nodes.set(span.id, newNode(span));
    lastEnd = Math.max(lastEnd, span.startMs + (span.durationMs ?? 0));
  }
  const roots: TimelineNode[] = [];
  for (const node of nodes.values()) {
    // What has not ended reaches as far as anything is known.
    if (node.span.durationMs === null) node.endMs = Math.max(lastEnd, node.startMs);
    const parent = node.span.parentId === null ? undefined : nodes.get(node.span.parentId);
    if (parent === undefined) {
      node.orphan = node.span.parentId !== null;
      roots.push(node);
    } else parent.children.push(node);
  }
  breakCycles(nodes, roots);

  const order = depthFirst(roots);
  for (const node of order) correctClock(node);
  let endMs = 0.001;
  for (const node of order.toReversed()) {
    node.children.sort(byStart);
    for (const child of node.children) {
      node.descendants += 1 + child.descendants;
      node.failedWithin ||= child.failedWithin;
    }
    endMs = Math.max(endMs, node.endMs);
  }
  roots.sort(byStart);
  return {
    roots,
    endMs,
    orphans: order.filter((node) => node.orphan).length,
    skewed: order.filter((node) => node.skewMs !== 0).length,
    open: order.filter((node) => node.span.durationMs === null).length,
  };
}

const newNode = (span: TimelineSpan): TimelineNode => ({
  span,
  children: [],
  startMs: span.startMs,
  endMs: span.startMs + (span.durationMs ?? 0),
  skewMs: 0,
  orphan: false,
  cyclic: false,
  descendants: 0,
  failedWithin: span.failed,
});

const byStart = (a: TimelineNode, b: TimelineNode): number =>
  a.startMs - b.startMs || b.endMs - a.endMs || (a.span.id < b.span.id ? -1 : 1);

/** Parents before children, without recursion: a chain of ten thousand spans must not overflow the stack. */
export function depthFirst(roots: readonly TimelineNode[]): TimelineNode[] {
  const order: TimelineNode[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) waiting.push(node.children[i]!);
  }
  return order;
}

/** What no root reaches hangs in a cycle: its earliest member is cut off and becomes a root. */
function breakCycles(nodes: ReadonlyMap<string, TimelineNode>, roots: TimelineNode[]): void {
  const reached = new Set(depthFirst(roots));
  if (reached.size === nodes.size) return;
  for (const node of [...nodes.values()].sort(byStart)) {
    if (reached.has(node)) continue;
    // The member itself may only hang below the cycle: go up until the circle closes.
    const seen = new Set<TimelineNode>();
    let member = node;
    while (!seen.has(member)) {
      seen.add(member);
      member = nodes.get(member.span.parentId!)!;
    }
    const parent = nodes.get(member.span.parentId!)!;
    parent.children = parent.children.filter((child) => child !== member);
    member.cyclic = true;
    roots.push(member);
    for (const below of depthFirst([member])) reached.add(below);
  }
}

/** Called with parents first: the parent already lies where it will stay. */
function correctClock(parent: TimelineNode): void {
  for (const child of parent.children) {
    const sameClock = child.span.service === parent.span.service;
    // On one clock a child may outlive its parent (fire and forget); it is moved only along with its parent.
    const move = sameClock ? parent.skewMs : moveInto(parent, child);
    child.skewMs = move;
    child.startMs += move;
    child.endMs += move;
  }
}

/** How far to move a child of another clock so that it lies within its parent: into the middle if it fits, else to its start. */
function moveInto(parent: TimelineNode, child: TimelineNode): number {
  if (child.startMs >= parent.startMs && child.startMs <= parent.endMs && child.endMs <= parent.endMs)
    return 0;
  const room = parent.endMs - parent.startMs - (child.endMs - child.startMs);
  // A late end alone may be work that outlives its caller; a start outside cannot be.
  if (child.startMs >= parent.startMs && child.startMs <= parent.endMs && room < 0) return 0;
  return parent.startMs + Math.max(0, room / 2) - child.startMs;
}
