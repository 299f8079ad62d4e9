import type { Fold } from "./fold-repeats";
import type { TimelineNode } from "./timeline-tree";

/** One line of the waterfall. */
export interface TimelineRow {
  node: TimelineNode;
  /** From 1, as screen readers count. */
  level: number;
  /** Position among its siblings, from 1, and how many there are. */
  position: number;
  siblings: number;
  expanded: boolean | null;
  /** How many siblings run at the same time as this one at some moment; 0: alone. */
  parallel: number;
  /** First or last of a run of siblings that overlap. */
  lane: "first" | "middle" | "last" | null;
  /** It is the first of spans that repeat; absent: of none. While they are folded, the row stands for all of them. */
  fold?: Fold & { folded: boolean };
}

export interface RowChoice {
  /** Nothing below these is shown. */
  collapsed: ReadonlySet<string>;
  /** Only these spans (a search); absent: all. */
  shown?: ReadonlySet<string> | undefined;
  /** The fold that a span is in; absent: nothing is folded. */
  folds?: ReadonlyMap<string, Fold> | undefined;
  /** First spans of folds that are open. */
  unfolded?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The lines that are shown: depth first, without what lies below a collapsed span or within a fold. */
export function timelineRows(
  roots: readonly TimelineNode[],
  { collapsed, shown, folds, unfolded = NONE }: RowChoice,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const siblings = (nodes: readonly TimelineNode[], level: number) => {
    const all = siblingRows(
      shown ? nodes.filter((node) => shown.has(node.span.id)) : nodes,
      level,
      collapsed,
    );
    return (folds ? folded(all, folds, unfolded) : all).reverse();
  };
  const waiting: TimelineRow[] = siblings(roots, 1);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    if (row.expanded) for (const next of siblings(row.node.children, row.level + 1)) waiting.push(next);
  }
  return rows;
}

function siblingRows(
  nodes: readonly TimelineNode[],
  level: number,
  collapsed: ReadonlySet<string>,
): TimelineRow[] {
  const lanes = parallelLanes(nodes);
  return nodes.map((node, i) => ({
    node,
    level,
    position: i + 1,
    siblings: nodes.length,
    expanded: node.children.length === 0 ? null : !collapsed.has(node.span.id),
    ...lanes[i]!,
  }));
}

/** Rows of siblings, of each run of repeats the first alone. */
function folded(
  siblings: readonly TimelineRow[],
  folds: ReadonlyMap<string, Fold>,
  unfolded: ReadonlySet<string>,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (let at = 0; at < siblings.length; at++) {
    const row = siblings[at]!;
    const fold = folds.get(row.node.span.id);
    if (!fold || fold.id !== row.node.span.id) rows.push(row);
    else if (unfolded.has(fold.id)) rows.push({ ...row, fold: { ...fold, folded: false } });
    else {
      rows.push({ ...row, expanded: false, fold: { ...fold, folded: true } });
      at += fold.nodes.length - 1;
    }
  }
  return rows;
}

/**
 * Which siblings (in order of their start) overlap: runs in which each begins before all before it have ended. Touching is
 * not overlapping, and clocks have grain: less than a fifth of the shorter one in common does not count.
 */
export function parallelLanes(nodes: readonly TimelineNode[]): Pick<TimelineRow, "parallel" | "lane">[] {
  const lanes = nodes.map((): Pick<TimelineRow, "parallel" | "lane"> => ({ parallel: 0, lane: null }));
  let from = 0;
  let endMs = nodes[0]?.endMs ?? 0;
  const close = (to: number): void => {
    if (to - from < 2) return;
    for (let i = from; i < to; i++) {
      lanes[i] = { parallel: to - from - 1, lane: i === from ? "first" : i === to - 1 ? "last" : "middle" };
    }
  };
  for (let i = 1; i < nodes.length; i++) {
    const { startMs, endMs: end } = nodes[i]!;
    const shared = Math.min(endMs, end) - startMs;
    if (shared > 0 && shared >= 0.2 * Math.min(end - startMs, nodes[i - 1]!.endMs - nodes[i - 1]!.startMs)) {
      endMs = Math.max(endMs, end);
      continue;
    }
    close(i);
    from = i;
    endMs = end;
  }
  close(nodes.length);
  return lanes;
}
