import { FLAG } from "@/lib/model/flags";
import { pushTo } from "@/lib/model/group-by";
import { isBilled, type SpanKind } from "@/lib/model/kind";
import { COMPLETENESS } from "@/lib/model/completeness";
import { byStart } from "@/lib/model/step-order";

import { callsOfActors } from "./calls-of-actors";
import type { SpanFacts } from "./facts";
import { mergeTwins } from "./merge-twins";
import type { ElsewhereOf } from "./read-elsewhere";
import type { SpanNode, SpanTree } from "./span-tree";
import { hasReportedUsage, inputOf, outputOf } from "./usage-of-span";
import type { CountedCall } from "./counted-call";

export interface CountedCalls {
  /** By start, then id. */
  calls: CountedCall[];
  /** Spans whose kind the trace decides otherwise than they do themselves. */
  kinds: Map<SpanNode, SpanKind>;
  told: Map<SpanNode, Told>;
}

/** Which other span tells the same call: of one that repeats it, the one that stands for it; of a call, a witness elsewhere. */
export interface Told {
  spanId: string;
  /** Null: it is in the same trace. */
  traceId: string | null;
  /** Which of the repeats it is, from 0; null: none of this trace's. */
  rank: number | null;
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

/**
 * Which spans are model calls, each once, though two instrumentations may have reported it (wire-formats §7.2):
 *
 * - nested spans of one kind, with no other actor in between, are one chain. The deepest with usage stand for the calls;
 *   when none has usage, the deepest. What is above or below a representative repeats it. A single wrapper that tells the
 *   cached part of the same totals, or the reasoning, where the call does not, stands for it: its price is the true one;
 * - spans with the same response id that overlap in time are one call (mock servers repeat ids; one after the other is two):
 *   beside each other, or where one hangs higher in the tree, as a framework's view does that knows no wire span, or where another
 *   instrumentation tells it, anywhere. Failed ones have no id: there one lies beside the other and within its time, under another name;
 * - spans of two instrumentations beside each other, one within the other's time, with one model and the same totals are one
 *   call, though one or both know no response id;
 * - a provider's or gateway's own word about a call that another trace tells is a witness of it, and not counted here;
 * - a call that only log records tell is none where the same service's spans tell calls;
 * - a ranking that names its model is billed like a call; one that has another within it repeats it;
 * - an agent or workflow that alone carries usage, or a model and output, is the call itself while no call of its own lies under
 *   it: an aborted stream exports only the root, and remote agents say nothing of their calls.
 */
export function countCalls(tree: SpanTree, elsewhere: ElsewhereOf): CountedCalls {
  const { calls: told, above } = callsOfChains(tree);
  for (const node of callsOfActors(tree)) told.push({ kind: "llm", node, repeats: [] });
  for (const node of rankingsOf(tree)) told.push({ kind: "rerank", node, repeats: [] });
  const merged = withoutRetold(mergeTwins(tree, told));
  addWrappers(merged, above);
  const same: CountedCalls["told"] = new Map();
  const calls = withoutWitnesses(merged, elsewhere, same);

  const kinds = new Map<SpanNode, SpanKind>();
  for (const node of tree.nodes) if (isBilledSpan(node)) kinds.set(node, "workflow");
  for (const { node, kind } of calls) {
    if (node.span.kind === kind) kinds.delete(node);
    else kinds.set(node, kind);
  }
  for (const { node, repeats } of calls)
    for (const [rank, repeat] of repeats.entries())
      same.set(repeat, { spanId: node.span.spanId, traceId: null, rank });
  return { calls: calls.toSorted((a, b) => byStart(a.node.span, b.node.span)), kinds, told: same };
}

const isBilledSpan = ({ span }: SpanNode): boolean =>
  isBilled(span.kind, span.requestModel ?? span.responseModel);

/** Rankings that name a model, the innermost of those within each other. */
function rankingsOf(tree: SpanTree): SpanNode[] {
  const named = tree.topDown.filter((node) => node.span.kind === "rerank" && isBilledSpan(node));
  const wrappers = new Set<SpanNode>();
  const known = new Set(named);
  for (const { parent } of named) if (parent !== null && known.has(parent)) wrappers.add(parent);
  return named.filter((node) => !wrappers.has(node));
}

/** Without what another trace counts; notes for each call that is told elsewhere by which span. */
function withoutWitnesses(
  calls: CountedCall[],
  elsewhere: ElsewhereOf,
  told: CountedCalls["told"],
): CountedCall[] {
  if (elsewhere.size === 0) return calls;
  const membersOf = (call: CountedCall): SpanNode[] => [call.node, ...call.repeats];
  const responseOf = (call: CountedCall): string | null =>
    membersOf(call).find(({ span }) => elsewhere.has(span.responseId ?? ""))?.span.responseId ?? null;
  return calls.filter((call) => {
    const responseId = responseOf(call);
    const there = responseId === null ? undefined : elsewhere.get(responseId);
    if (there === undefined) return true;
    const { spanId, traceId, isCounted } = there;
    for (const node of isCounted ? membersOf(call) : [call.node])
      told.set(node, { spanId, traceId, rank: null });
    return !isCounted;
  });
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

/**
 * Nested spans of one kind become the calls that they report. Loops, not recursion: traces can be thousands of spans deep.
 * @returns `above`: the span of a chain that is around each of its spans
 */
function callsOfChains(tree: SpanTree): { calls: CountedCall[]; above: Map<SpanNode, SpanNode> } {
  const wrapperOf = new Map<SpanNode, SpanNode>();
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
      else {
        pushTo(below, wrapper, node);
        wrapperOf.set(node, wrapper);
      }
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
  return { calls: heads.flatMap((head) => found.get(head)?.calls ?? []), above: wrapperOf };
}

/**
 * A wrapper around spans that are twins of each other stands around several calls only as long as nobody knows that they are
 * one: then it repeats that one. Linear: each span becomes one call's wrapper once, and is found to be around several once.
 */
function addWrappers(calls: readonly CountedCall[], above: ReadonlyMap<SpanNode, SpanNode>): void {
  if (above.size === 0) return;
  const callOf = new Map<SpanNode, CountedCall>();
  for (const call of calls) for (const node of [call.node, ...call.repeats]) callOf.set(node, call);
  /** Null: around several. */
  const around = new Map<SpanNode, CountedCall | null>();
  for (const [member, call] of callOf)
    for (let at = above.get(member); at !== undefined && !callOf.has(at); at = above.get(at)) {
      const known = around.get(at);
      if (known === call || known === null) break;
      around.set(at, known === undefined ? call : null);
    }
  for (const [wrapper, call] of around) call?.repeats.push(wrapper);
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

/** Parts that a call gains from those who report it too: content only, its usage is its own. */
const CONTENT = COMPLETENESS.system | COMPLETENESS.input | COMPLETENESS.output | COMPLETENESS.toolCalls;

export const partsOf = (call: CountedCall): number =>
  call.repeats.reduce((parts, node) => parts | (node.parts & CONTENT), call.node.parts);
