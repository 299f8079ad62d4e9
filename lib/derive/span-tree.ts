import { FLAG } from "@/lib/model/flags";
import { groupBy } from "@/lib/model/group-by";
import { byStart } from "@/lib/model/step-order";

import { filled } from "./fill-calls";
import type { AdditionFacts, SpanFacts } from "./facts";

/** A span in its place: what additions say is merged in. */
export interface SpanNode {
  /** As stored. */
  source: SpanFacts;
  /** As stored, gaps filled from additions. */
  span: SpanFacts;
  /** Union of the span's and its additions' parts. */
  parts: number;
  parent: SpanNode | null;
  children: SpanNode[];
}

export interface SpanTree {
  /** By start, as lib/model/step-order.ts sorts. */
  nodes: SpanNode[];
  /** The same, parents before their children. */
  topDown: SpanNode[];
  /** The span without a parent; else the one that its client calls the root; else, while it has not arrived (or never will), the earliest without a known parent. */
  root: SpanNode;
  /** Whether `root` is a true root: a span that says it has no parent, or that its client saw none. */
  hasRoot: boolean;
  superseded: SpanFacts[];
}

/** The copy with the greater revision; equal revisions are decided by content, so that order of arrival does not. */
function wins(a: SpanFacts, b: SpanFacts): boolean {
  if (a.revision !== b.revision) return BigInt(a.revision) > BigInt(b.revision);
  return a.startedUs === b.startedUs ? JSON.stringify(a) > JSON.stringify(b) : a.startedUs > b.startedUs;
}

/** @param spans at least one; copies of a span may differ in start */
export function buildTree(spans: readonly SpanFacts[], additions: readonly AdditionFacts[]): SpanTree {
  const winners = new Map<string, SpanFacts>();
  const losers: SpanFacts[] = [];
  for (const span of spans) {
    const other = winners.get(span.spanId);
    if (!other || wins(span, other)) winners.set(span.spanId, span);
    if (other) losers.push(winners.get(span.spanId) === span ? other : span);
  }
  const merged = mergeAdditions(winners, additions);
  const nodes = merged.toSorted((a, b) => byStart(a.span, b.span));
  const byId = new Map(nodes.map((node) => [node.span.spanId, node]));
  for (const node of nodes) {
    const { parentSpanId } = node.span;
    if (parentSpanId !== null) node.parent = byId.get(parentSpanId) ?? null;
  }
  cutCycles(nodes);
  for (const node of nodes) node.parent?.children.push(node);
  const tops = nodes.filter((node) => node.parent === null);
  const trueRoot =
    tops.find((node) => node.span.parentSpanId === null) ??
    tops.find((node) => (node.span.flags & FLAG.appRoot) !== 0);
  return {
    nodes,
    topDown: topDown(tops),
    root: (trueRoot ?? tops[0]) as SpanNode,
    hasRoot: trueRoot !== undefined,
    superseded: losers.filter((span) => winners.get(span.spanId)?.startedUs !== span.startedUs),
  };
}

/** The order in which additions fill gaps. */
export const byOccurrence = (a: AdditionFacts, b: AdditionFacts): number =>
  a.occurredUs - b.occurredUs || (a.additionId < b.additionId ? -1 : 1);

/** What additions say fills gaps; what the span says itself stands. */
function mergeAdditions(winners: Map<string, SpanFacts>, additions: readonly AdditionFacts[]): SpanNode[] {
  const bySpan = groupBy(additions, (addition) => addition.spanId);
  return [...winners.values()].map((stored) => {
    const extra = bySpan.get(stored.spanId)?.toSorted(byOccurrence);
    if (!extra) return { source: stored, span: stored, parts: stored.parts, parent: null, children: [] };
    const source = filled(stored, extra);
    const span = { ...source };
    let parts = source.parts;
    for (const addition of extra) {
      parts |= addition.parts;
      span.finishReason ??= addition.finishReason;
      span.promptFingerprint ??= addition.promptFingerprint;
      span.inputDigest ??= addition.inputDigest;
      span.systemRef ??= addition.systemRef;
      span.contextRef ??= addition.contextRef;
      span.inputRef ??= addition.inputRef;
      span.resultRef ??= addition.resultRef;
      span.outputRef ??= addition.outputRef;
    }
    return { source, span, parts, parent: null, children: [] };
  });
}

function topDown(tops: readonly SpanNode[]): SpanNode[] {
  const order: SpanNode[] = [];
  const open = [...tops];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    order.push(node);
    // One by one: hundreds of thousands of arguments overflow the stack.
    for (const child of node.children) open.push(child);
  }
  return order;
}

/** Broken clients make spans their own ancestors: the earliest of such a ring loses its parent. */
function cutCycles(nodes: readonly SpanNode[]): void {
  const safe = new Set<SpanNode>();
  // Nodes come by start, so the first one of a ring that is met is not always its earliest: look for that one.
  for (const start of nodes) {
    const path = new Set<SpanNode>();
    let node: SpanNode | null = start;
    while (node !== null && !safe.has(node) && !path.has(node)) {
      path.add(node);
      node = node.parent;
    }
    if (node !== null && path.has(node)) {
      let earliest = node;
      for (let other = node.parent; other !== null && other !== node; other = other.parent) {
        if (byStart(other.span, earliest.span) < 0) earliest = other;
      }
      earliest.parent = null;
    }
    for (const seen of path) safe.add(seen);
  }
}
