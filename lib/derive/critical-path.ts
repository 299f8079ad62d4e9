/** A span as the path sees it. Times in nanoseconds from any common zero. */
export interface PathSpan<Item> {
  item: Item;
  startNs: number;
  /** Of an open one its start: nothing waited for it that we know of. */
  endNs: number;
  children: PathSpan<Item>[];
}

/** A range of time, and the span that the end waited for in it; null: none was running. */
export interface PathSegment<Item> {
  item: Item | null;
  fromNs: number;
  toNs: number;
}

interface Open<Item> {
  span: PathSpan<Item>;
  /** The span's children, the last to end first. */
  children: PathSpan<Item>[];
  next: number;
  /** The earliest to start of those that end after where we are. */
  running: PathSpan<Item> | null;
  fromNs: number;
}

/**
 * What the end waited for at each moment, walking back from it: within a span, of its children the one that ended last;
 * before that one's start, the one that had ended last by then, or was still running; where no child ran, the span itself.
 * The segments cover the time from `fromNs` to `toNs` without gap or overlap, the last first.
 *
 * @param tops spans without a parent; children may outlive their parents
 */
export function criticalPath<Item>(
  tops: PathSpan<Item>[],
  fromNs: number,
  toNs: number,
): PathSegment<Item>[] {
  const ends = subtreeEnds(tops);
  const endOf = (span: PathSpan<Item>): number => ends.get(span) ?? span.endNs;
  const byEnd = (children: PathSpan<Item>[]): PathSpan<Item>[] =>
    children.length < 2 ? children : children.toSorted((a, b) => endOf(b) - endOf(a));
  const segments: PathSegment<Item>[] = [];
  let at = toNs;
  /** Adds what lies between `until` and where we are, and goes there. */
  const goTo = (until: number, item: Item | null): void => {
    if (until >= at) return;
    segments.push({ item, fromNs: until, toNs: at });
    at = until;
  };
  // A loop, not recursion: traces can be thousands of spans deep.
  const all: PathSpan<Item | null> = { item: null, startNs: fromNs, endNs: toNs, children: tops };
  const stack: Open<Item>[] = [
    { span: all as PathSpan<Item>, children: byEnd(tops), next: 0, running: null, fromNs },
  ];
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    const child = at > open.fromNs ? nextChild(open, at, endOf) : null;
    if (child === null) {
      goTo(open.fromNs, open.span.item);
      stack.pop();
      continue;
    }
    goTo(Math.max(endOf(child), open.fromNs), open.span.item);
    if (at <= open.fromNs) continue;
    const begins = Math.max(child.startNs, open.fromNs);
    if (child.children.length === 0) goTo(begins, child.item);
    else stack.push({ span: child, children: byEnd(child.children), next: 0, running: null, fromNs: begins });
  }
  return segments;
}

/** Which child the time before `at` belongs to: the earliest of those that were still running, else the last that had ended. */
function nextChild<Item>(
  open: Open<Item>,
  at: number,
  endOf: (span: PathSpan<Item>) => number,
): PathSpan<Item> | null {
  for (let child = open.children[open.next]; child !== undefined; child = open.children[++open.next]) {
    if (endOf(child) < at) break;
    if (open.running === null || child.startNs < open.running.startNs) open.running = child;
  }
  const { running } = open;
  open.running = null;
  if (running !== null && running.startNs < at) return running;
  return open.children[open.next++] ?? null;
}

/** The last end of a span and everything under it, where that is not its own. */
function subtreeEnds<Item>(tops: readonly PathSpan<Item>[]): Map<PathSpan<Item>, number> {
  const order: PathSpan<Item>[] = [];
  const open = [...tops];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    if (span.children.length === 0) continue;
    order.push(span);
    for (const child of span.children) open.push(child);
  }
  const ends = new Map<PathSpan<Item>, number>();
  for (const span of order.toReversed()) {
    let end = span.endNs;
    for (const child of span.children) end = Math.max(end, ends.get(child) ?? child.endNs);
    if (end !== span.endNs) ends.set(span, end);
  }
  return ends;
}
