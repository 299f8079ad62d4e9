import { FLAG } from "@/lib/model/flags";
import { isModelCall, type SpanKind } from "@/lib/model/kind";
import { has, PART } from "@/lib/model/parts";

import type { SpanFacts } from "./facts";
import { hasUsage } from "./has-usage";
import { byStart, type SpanNode, type SpanTree } from "./span-tree";

/** A model call that really happened: one span stands for all that report it. */
export interface CountedCall {
  kind: "llm" | "embedding";
  node: SpanNode;
  /** Wrappers and twins that report the same call. */
  repeats: SpanNode[];
}

export interface CountedCalls {
  /** By start, then id. */
  calls: CountedCall[];
  /** Spans whose kind the trace decides otherwise than they do themselves. */
  kinds: Map<SpanNode, SpanKind>;
}

/** Another actor starts here: what is above and what is below are different calls (an agent used as a tool). */
const BARRIERS: ReadonlySet<SpanKind> = new Set([
  "tool",
  "agent",
  "retrieval",
  "rerank",
  "guardrail",
  "evaluator",
]);

/** Usage that a provider reported: it is believed before what a tokenizer made of the same call. */
const hasReportedUsage = (span: SpanFacts): boolean =>
  hasUsage(span) && (span.flags & FLAG.tokensEstimated) === 0;

/**
 * Which spans are model calls, each once, though two instrumentations may have reported it (wire-formats §7.2):
 *
 * - nested spans of one kind, with no other actor in between, are one chain. The deepest with usage stand for the calls;
 *   when none has usage, the deepest. What is above or below a representative repeats it. A single wrapper that tells the
 *   cached part of the same totals, or the reasoning, where the call does not, stands for it: its price is the true one;
 * - spans with the same response id that overlap in time are one call (mock servers repeat ids; one after the other is two):
 *   beside each other, or where one hangs higher in the tree, as a framework's view does that knows no wire span. Failed ones have no id:
 *   there one lies beside the other and within its time, under another name;
 * - a call that only log records tell is none where the same service's spans tell calls;
 * - an agent or workflow with a model and with usage or output, and no model call under it, is the call itself: an aborted
 *   stream exports only the root.
 */
export function countCalls(tree: SpanTree): CountedCalls {
  const calls = withoutRetold(mergeDistantTwins(mergeTwins(callsOfChains(tree))));
  for (const node of abortedStreams(tree)) calls.push({ kind: "llm", node, repeats: [] });

  const kinds = new Map<SpanNode, SpanKind>();
  for (const node of tree.nodes) if (isModelCall(node.span.kind)) kinds.set(node, "workflow");
  for (const { node, kind } of calls) {
    if (node.span.kind === kind) kinds.delete(node);
    else kinds.set(node, kind);
  }
  return { calls: calls.toSorted((a, b) => byStart(a.node.span, b.node.span)), kinds };
}

const isFromLog = (call: CountedCall): boolean =>
  [call.node, ...call.repeats].every((node) => (node.span.flags & FLAG.fromLog) !== 0);

/**
 * A client that exports spans and events tells its calls twice, often with no id that both have: what only its events tell is
 * counted only where no span of the same service tells a call.
 */
function withoutRetold(calls: CountedCall[]): CountedCall[] {
  if (!calls.some(isFromLog)) return calls;
  const services = new Set(calls.filter((call) => !isFromLog(call)).map((call) => call.node.span.service));
  return calls.filter((call) => !isFromLog(call) || !services.has(call.node.span.service));
}

interface Wrappers {
  llm: SpanNode | null;
  embedding: SpanNode | null;
}
const NONE: Wrappers = { llm: null, embedding: null };

/** Nested spans of one kind become the calls that they report. Loops, not recursion: traces can be thousands of spans deep. */
function callsOfChains(tree: SpanTree): CountedCall[] {
  const scopes = new Map<SpanNode, Wrappers>();
  const below = new Map<SpanNode, SpanNode[]>();
  const heads: SpanNode[] = [];
  const members: SpanNode[] = [];
  for (const node of tree.topDown) {
    const above = (node.parent && scopes.get(node.parent)) ?? NONE;
    const { kind } = node.span;
    if (kind === "llm" || kind === "embedding") {
      const wrapper = above[kind];
      if (wrapper === null) heads.push(node);
      else push(below, wrapper, node);
      members.push(node);
      scopes.set(node, { ...above, [kind]: node });
    } else {
      scopes.set(node, BARRIERS.has(kind) ? NONE : above);
    }
  }
  const found = new Map<SpanNode, { calls: CountedCall[]; used: boolean }>();
  for (const node of members.toReversed()) {
    found.set(
      node,
      callsUnder(
        node,
        (below.get(node) ?? []).flatMap((inner) => found.get(inner) ?? []),
      ),
    );
  }
  return heads.flatMap((head) => found.get(head)?.calls ?? []);
}

/** @param inner what was found directly under `head` */
function callsUnder(
  head: SpanNode,
  inner: { calls: CountedCall[]; used: boolean }[],
): { calls: CountedCall[]; used: boolean } {
  const calls = joined(inner.map((part) => part.calls));
  const used = inner.some((part) => part.used);
  if (calls.length === 0 || (!used && hasReportedUsage(head.span))) {
    const repeats = calls.flatMap((call) => [call.node, ...call.repeats]);
    return {
      calls: [{ kind: head.span.kind as CountedCall["kind"], node: head, repeats }],
      used: hasReportedUsage(head.span),
    };
  }
  // One call under it: the wrapper's content is that call's too. Several: it only sums them up.
  const [only] = calls;
  if (calls.length === 1 && only) {
    only.repeats.push(head);
    if (knowsMoreOf(head.span, only.node.span)) {
      only.repeats = [only.node, ...only.repeats.filter((node) => node !== head)];
      only.node = head;
    }
  }
  return { calls, used };
}

const inputOf = (span: SpanFacts): number =>
  (span.inputUncachedTokens ?? 0) +
  (span.cacheReadTokens ?? 0) +
  (span.cacheWriteTokens ?? 0) +
  (span.inputAudioTokens ?? 0);

const outputOf = (span: SpanFacts): number =>
  (span.outputTextTokens ?? 0) + (span.reasoningTokens ?? 0) + (span.outputAudioTokens ?? 0);

const sameTotals = (a: SpanFacts, b: SpanFacts): boolean =>
  inputOf(a) === inputOf(b) && outputOf(a) === outputOf(b);

/**
 * The same totals, and of them the cached part, which the other span does not tell apart; or the reasoning, which the other
 * leaves out of the output altogether.
 */
function knowsMoreOf(wrapper: SpanFacts, call: SpanFacts): boolean {
  if (!hasReportedUsage(call) || inputOf(wrapper) !== inputOf(call)) return false;
  const isCacheNews =
    wrapper.cacheReadTokens !== null && call.cacheReadTokens === null && call.cacheWriteTokens === null;
  const isReasoningNews =
    (wrapper.reasoningTokens ?? 0) > 0 &&
    call.reasoningTokens === null &&
    outputOf(wrapper) === outputOf(call) + (wrapper.reasoningTokens ?? 0);
  return isReasoningNews
    ? isCacheNews || wrapper.cacheReadTokens === call.cacheReadTokens
    : isCacheNews && outputOf(wrapper) === outputOf(call);
}

/** All in the longest of the lists: copying at each level of a deep trace would be quadratic. */
function joined(lists: readonly CountedCall[][]): CountedCall[] {
  let longest: CountedCall[] = [];
  for (const list of lists) if (list.length > longest.length) longest = list;
  for (const list of lists) if (list !== longest) for (const call of list) longest.push(call);
  return longest;
}

/** Two instrumentations beside each other: same parent, same response id, at the same time. */
function mergeTwins(calls: CountedCall[]): CountedCall[] {
  const groups = new Map<string, CountedCall[]>();
  const failures = new Map<string, CountedCall[]>();
  const kept: CountedCall[] = [];
  for (const call of calls) {
    const { kind, responseId, parentSpanId, isError, requestModel } = call.node.span;
    if (responseId) push(groups, `${kind} ${parentSpanId} ${responseId}`, call);
    else if (isError) push(failures, `${kind} ${parentSpanId} ${requestModel}`, call);
    else kept.push(call);
  }
  for (const group of groups.values()) {
    let best: CountedCall | null = null;
    let endUs = -Infinity;
    for (const call of group.toSorted((a, b) => byStart(a.node.span, b.node.span))) {
      if (best === null || call.node.span.startedUs >= endUs) {
        if (best !== null) kept.push(best);
        best = call;
        endUs = endOf(call.node.span);
        continue;
      }
      const [winner, twin]: [CountedCall, CountedCall] =
        hasReportedUsage(call.node.span) && !hasReportedUsage(best.node.span) ? [call, best] : [best, call];
      winner.repeats.push(twin.node);
      for (const node of twin.repeats) winner.repeats.push(node);
      best = winner;
      endUs = Math.max(endUs, endOf(call.node.span));
    }
    if (best !== null) kept.push(best);
  }
  for (const group of failures.values()) for (const call of mergeFailures(group)) kept.push(call);
  return kept;
}

/** A call that failed has no response id: there a twin lies within the other's time and has another instrumentation's name. */
function mergeFailures(group: CountedCall[]): CountedCall[] {
  const kept: CountedCall[] = [];
  for (const call of group.toSorted((a, b) => byStart(a.node.span, b.node.span))) {
    const last = kept.at(-1);
    if (
      last !== undefined &&
      last.node.span.name !== call.node.span.name &&
      endOf(call.node.span) <= endOf(last.node.span)
    )
      for (const node of [call.node, ...call.repeats]) last.repeats.push(node);
    else kept.push(call);
  }
  return kept;
}

/** More copies of one response than this are a mock's. */
const MAX_DISTANT = 20;

/**
 * A framework's view of a call and the wire span under it do not always share a parent: callbacks know nothing of the
 * active span. Same response id, at the same time, the parent of one above the other, and no contradiction in usage.
 */
function mergeDistantTwins(calls: CountedCall[]): CountedCall[] {
  const groups = new Map<string, CountedCall[]>();
  for (const call of calls)
    if (call.node.span.responseId) push(groups, `${call.kind} ${call.node.span.responseId}`, call);
  const gone = new Set<CountedCall>();
  for (const group of groups.values()) {
    if (group.length < 2 || group.length > MAX_DISTANT) continue;
    // The one with usage and the shortest stands for the call, as the innermost of a chain does.
    const order = group.toSorted(
      (a, b) =>
        Number(hasReportedUsage(b.node.span)) - Number(hasReportedUsage(a.node.span)) ||
        (a.node.span.durationNs ?? Infinity) - (b.node.span.durationNs ?? Infinity) ||
        byStart(a.node.span, b.node.span),
    );
    for (const [index, call] of order.entries())
      for (const other of order.slice(index + 1)) {
        if (gone.has(call) || gone.has(other) || !areDistantTwins(call.node, other.node)) continue;
        call.repeats.push(other.node, ...other.repeats);
        gone.add(other);
      }
  }
  return gone.size === 0 ? calls : calls.filter((call) => !gone.has(call));
}

function areDistantTwins(a: SpanNode, b: SpanNode): boolean {
  const overlap = a.span.startedUs < endOf(b.span) && b.span.startedUs < endOf(a.span);
  const agree = !hasReportedUsage(a.span) || !hasReportedUsage(b.span) || sameTotals(a.span, b.span);
  return overlap && agree && (isAbove(a.parent, b) || isAbove(b.parent, a));
}

function isAbove(upper: SpanNode | null, lower: SpanNode): boolean {
  for (let node = lower.parent; upper !== null && node !== null; node = node.parent)
    if (node === upper) return true;
  return false;
}

const endOf = (span: SpanFacts): number =>
  span.durationNs === null ? Infinity : span.startedUs + span.durationNs / 1000;

const isActor = (node: SpanNode): boolean => node.span.kind === "agent" || node.span.kind === "workflow";

/** The outermost agents and workflows that say what a call says, and have no call under them. */
function abortedStreams(tree: SpanTree): SpanNode[] {
  const hasCallBelow = new Set<SpanNode>();
  for (const node of tree.topDown.toReversed()) {
    if (node.parent && (isModelCall(node.span.kind) || hasCallBelow.has(node))) hasCallBelow.add(node.parent);
  }
  const told = new Set<SpanNode>();
  return tree.topDown.filter((node) => {
    const { parent, span } = node;
    const inside = parent !== null && parent.span.kind !== "tool" && told.has(parent);
    const isCall =
      isActor(node) &&
      !inside &&
      !hasCallBelow.has(node) &&
      (span.requestModel ?? span.responseModel) !== null &&
      (hasUsage(span) || has(node.parts, "output"));
    // What is inside a call, or inside what stands for one, is told already; a tool starts anew.
    if (inside || isCall || isModelCall(span.kind)) told.add(node);
    return isCall;
  });
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Parts that a call gains from those who report it too: content only, its usage is its own. */
const CONTENT = PART.system | PART.input | PART.output | PART.toolCalls;

export const partsOf = (call: CountedCall): number =>
  call.repeats.reduce((parts, node) => parts | (node.parts & CONTENT), call.node.parts);
