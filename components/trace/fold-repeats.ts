import { depthFirst, type TimelineNode } from "./timeline-tree";

/** A pattern that siblings repeat one after the other: "retrieve ×40", "chat → get_price ×12". */
export interface Fold {
  /** That of its first span. */
  id: string;
  nodes: readonly TimelineNode[];
  /** How often the pattern comes. */
  count: number;
  /** Spans of one repeat. */
  period: number;
}

/** Fewer repeats are read as they are. */
const REPEATS = 10;
/** Longer patterns are no longer seen as one. */
const LONGEST_PERIOD = 4;

/** The runs of siblings that repeat a pattern of names and kinds, in their order; of several patterns the one that covers most. */
export function foldRepeats(siblings: readonly TimelineNode[]): Fold[] {
  const folds: Fold[] = [];
  const isSame = (a: number, b: number): boolean => {
    const [one, other] = [siblings[a]!.span, siblings[b]!.span];
    return one.name === other.name && one.kind === other.kind;
  };
  for (let at = 0; at < siblings.length;) {
    let best: Pick<Fold, "count" | "period"> | null = null;
    for (let period = 1; period <= LONGEST_PERIOD; period++) {
      let next = at + period;
      while (next < siblings.length && isSame(next, next - period)) next++;
      const count = Math.floor((next - at) / period);
      if (count >= REPEATS && count * period > (best ? best.count * best.period : 0))
        best = { count, period };
    }
    if (best === null) {
      at++;
      continue;
    }
    const nodes = siblings.slice(at, at + best.count * best.period);
    folds.push({ id: nodes[0]!.span.id, nodes, ...best });
    at += nodes.length;
  }
  return folds;
}

/** The fold that each span of a trace is in; of most spans none. */
export function foldsOf(roots: readonly TimelineNode[]): ReadonlyMap<string, Fold> {
  const folds = new Map<string, Fold>();
  for (const siblings of [roots, ...depthFirst(roots).map(({ children }) => children)])
    if (siblings.length >= REPEATS)
      for (const fold of foldRepeats(siblings)) for (const { span } of fold.nodes) folds.set(span.id, fold);
  return folds;
}
