import { pushTo } from "@/lib/model/group-by";
import { isModelCall } from "@/lib/model/kind";
import { sameModel } from "@/lib/model/model-name";
import { byStart } from "@/lib/model/step-order";

import type { CountedCall } from "./counted-call";
import type { SpanFacts } from "./facts";
import type { SpanNode, SpanTree } from "./span-tree";
import { hasReportedUsage, inputOf, outputOf, sameTotals } from "./usage-of-span";

/** Calls that two instrumentations report become one: by their response id, or by all else that both say. */
export const mergeTwins = (tree: SpanTree, calls: CountedCall[]): CountedCall[] =>
  mergeSiblings(tree, mergeDistant(mergeBeside(calls)));

/** Two instrumentations beside each other: same parent, same response id, at the same time. */
function mergeBeside(calls: CountedCall[]): CountedCall[] {
  const groups = new Map<string, CountedCall[]>();
  const failures = new Map<string, CountedCall[]>();
  const kept: CountedCall[] = [];
  for (const call of calls) {
    const { responseId, parentSpanId, isError, requestModel } = call.node.span;
    const { kind } = call;
    if (responseId) pushTo(groups, `${kind} ${parentSpanId} ${responseId}`, call);
    else if (isError) pushTo(failures, `${kind} ${parentSpanId} ${requestModel}`, call);
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
 * active span, and a provider's own span hangs where its server was called. Same response id, at the same time, no contradiction
 * in usage, and the parent of one above the other or another instrumentation's word: one alone tells a call once.
 */
function mergeDistant(calls: CountedCall[]): CountedCall[] {
  const groups = new Map<string, CountedCall[]>();
  for (const call of calls)
    if (call.node.span.responseId) pushTo(groups, `${call.kind} ${call.node.span.responseId}`, call);
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
  return overlap && agree && (isOtherScope(a.span, b.span) || isAbove(a.parent, b) || isAbove(b.parent, a));
}

function isAbove(upper: SpanNode | null, lower: SpanNode): boolean {
  for (let node = lower.parent; upper !== null && node !== null; node = node.parent)
    if (node === upper) return true;
  return false;
}

const endOf = (span: SpanFacts): number =>
  span.durationNs === null ? Infinity : span.startedUs + span.durationNs / 1000;

/** Two instrumentations: what names resource and scope differs. Unknown of spans that came without either. */
const isOtherScope = (a: SpanFacts, b: SpanFacts): boolean =>
  a.resourceDigest !== null && b.resourceDigest !== null && a.resourceDigest !== b.resourceDigest;

/** Clocks of one machine that are read one after the other, and times in whole milliseconds. */
const SLACK_US = 5_000;

/**
 * Two instrumentations beside each other of which one or both know no response id: one service, one parent, one model, the
 * same totals, and one lies within the other's time. Calls of one instrumentation are never merged, nor two with different
 * response ids; each finds the tightest fit, so that calls made at once stay as many as they were.
 */
function mergeSiblings(tree: SpanTree, calls: CountedCall[]): CountedCall[] {
  const scopes = new Set(calls.map((call) => call.node.span.resourceDigest));
  scopes.delete(null);
  if (scopes.size < 2) return calls;
  const homes = homesOf(tree);
  const groups = new Map<string, CountedCall[]>();
  for (const call of calls) {
    const { span } = call.node;
    const [input, output] = [inputOf(span), outputOf(span)];
    if (!hasReportedUsage(span) || input + output === 0 || span.durationNs === null) continue;
    pushTo(groups, JSON.stringify([call.kind, homes.get(call.node), span.service, input, output]), call);
  }
  const gone = new Set<CountedCall>();
  for (const group of groups.values()) if (group.length > 1) pairSiblings(group, gone);
  return gone.size === 0 ? calls : calls.filter((call) => !gone.has(call));
}

/** Calls that are open at once are looked at this far: more are a load test. */
const MAX_OPEN = 100;

function pairSiblings(group: readonly CountedCall[], gone: Set<CountedCall>): void {
  const clusters: CountedCall[][] = [];
  let open: CountedCall[][] = [];
  for (const call of group.toSorted((a, b) => byStart(a.node.span, b.node.span))) {
    const { span } = call.node;
    open = open.filter((cluster) =>
      cluster.some((other) => endOf(other.node.span) + SLACK_US >= span.startedUs),
    );
    let tightest: CountedCall[] | null = null;
    let least = Infinity;
    for (const cluster of open.slice(-MAX_OPEN)) {
      if (!cluster.every((other) => areSiblings(other.node.span, span))) continue;
      const apart = Math.min(...cluster.map((other) => timeApart(other.node.span, span)));
      if (apart < least) [tightest, least] = [cluster, apart];
    }
    if (tightest !== null) tightest.push(call);
    else {
      const cluster = [call];
      clusters.push(cluster);
      open.push(cluster);
    }
  }
  for (const cluster of clusters) {
    const [winner, ...twins] = cluster.toSorted(byWhatIsKnown);
    for (const twin of twins) {
      winner?.repeats.push(twin.node, ...twin.repeats);
      gone.add(twin);
    }
  }
}

function areSiblings(a: SpanFacts, b: SpanFacts): boolean {
  const mayBeOne = a.responseId === null || b.responseId === null || a.responseId === b.responseId;
  return mayBeOne && isOtherScope(a, b) && isSameModel(a, b) && (isWithin(a, b) || isWithin(b, a));
}

const isWithin = (inner: SpanFacts, outer: SpanFacts): boolean =>
  inner.startedUs >= outer.startedUs - SLACK_US && endOf(inner) <= endOf(outer) + SLACK_US;

const timeApart = (a: SpanFacts, b: SpanFacts): number => Math.abs((a.durationNs ?? 0) - (b.durationNs ?? 0));

/** Without the route before it (`openai/`), which not every instrumentation sees, and without its date. */
const plainModel = (name: string): string => sameModel(name.slice(name.lastIndexOf("/") + 1));

const modelsOf = (span: SpanFacts): string[] =>
  [span.requestModel, span.responseModel].filter((name) => name !== null).map(plainModel);

/** An alias and the dated name behind it are one model, whichever of the two each instrumentation says. */
function isSameModel(a: SpanFacts, b: SpanFacts): boolean {
  const known = modelsOf(a);
  return modelsOf(b).some((name) => known.includes(name));
}

/** The one that tells more parts of the same totals stands for the call, then the one with a price, then the inner one. */
const byWhatIsKnown = (a: CountedCall, b: CountedCall): number =>
  detailOf(b.node.span) - detailOf(a.node.span) || timeOf(a) - timeOf(b) || byStart(a.node.span, b.node.span);

const detailOf = (span: SpanFacts): number =>
  (span.cacheReadTokens !== null || span.cacheWriteTokens !== null ? 4 : 0) +
  (span.reasoningTokens !== null ? 2 : 0) +
  (span.costNanoUsd !== null ? 1 : 0);

const timeOf = (call: CountedCall): number => call.node.span.durationNs ?? Infinity;

/** The span above each that is no report of a call, by id, known or not: twins of which one is wrapped share it. */
function homesOf({ topDown }: SpanTree): Map<SpanNode, string | null> {
  const homes = new Map<SpanNode, string | null>();
  for (const node of topDown) {
    const { parent, span } = node;
    const isWrapped = parent !== null && isModelCall(parent.span.kind);
    homes.set(node, isWrapped ? (homes.get(parent) ?? null) : span.parentSpanId);
  }
  return homes;
}
