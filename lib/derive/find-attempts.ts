import { ATTEMPT } from "@/lib/model/attempt";
import { modelName } from "@/lib/model/model-name";
import { callName } from "@/lib/model/call-name";
import { isModelCall } from "@/lib/model/kind";

import { fingerprintOf } from "./check-completeness";
import type { CountedCall } from "./counted-call";
import type { TraceRow } from "./facts";
import type { SpanNode, SpanTree } from "./span-tree";

export interface Attempts {
  /** Bits of lib/model/attempt.ts by span; spans that were the only attempt are not in it. */
  bits: ReadonlyMap<SpanNode, number>;
  totals: Pick<TraceRow, "retryCount" | "fallbackCount" | "retryCostNanoUsd">;
}

/** How many steps before it a call is compared with: attempts follow each other. */
const LOOK_BACK = 8;

const NONE: Attempts = {
  bits: new Map(),
  totals: { retryCount: 0, fallbackCount: 0, retryCostNanoUsd: 0 },
};

/** A call or a tool's run, with what tells whether it does the same as another one. */
interface Attempt {
  node: SpanNode;
  /** Whose it is: the nearest span above that is no report of the same call. */
  parentStep: SpanNode | null;
  failed: boolean;
  call: CountedCall | null;
}

/**
 * Which calls and tools' runs do once more what an earlier one was to do. One after the other under one parent (or under
 * siblings, as where each attempt has a wrapper of its own), of one kind; the earlier one failed, or had the very same
 * input. After a failure, calls that are known to serve different prompts, or between which a tool ran, are two steps of a
 * workflow and no attempts at one; tools are tried again when their arguments are the same.
 */
export function findAttempts(tree: SpanTree, calls: readonly CountedCall[]): Attempts {
  const tools = tree.nodes.filter(({ span }) => span.kind === "tool");
  if (!mayRepeat(calls, tools)) return NONE;
  const ranBetween = (fromUs: number, toUs: number): boolean =>
    tools.some(({ span }) => span.startedUs >= fromUs && span.startedUs < toUs);
  const parentSteps = parentStepsOf(tree);
  const attempts = calls.map((call): Attempt => {
    const { node } = call;
    return { node, parentStep: parentSteps.get(node) ?? null, failed: hasFailed(node), call };
  });
  const pairs = [
    ...pairUp(attempts, (earlier, later) => repeatsCall(earlier, later, ranBetween)),
    ...pairUp(tools.map(toolAttempt), repeatsTool),
  ];
  return pairs.length === 0 ? NONE : attemptsOf(pairs);
}

type Pair = readonly [earlier: Attempt, later: Attempt];

function attemptsOf(pairs: readonly Pair[]): Attempts {
  const bits = new Map<SpanNode, number>();
  const mark = (node: SpanNode, bit: number) => bits.set(node, (bits.get(node) ?? 0) | bit);
  let cost = 0;
  for (const [earlier, later] of pairs) {
    mark(earlier.node, ATTEMPT.replaced);
    mark(later.node, ATTEMPT.repeats);
    if (earlier.call && isOtherModel(earlier.node, later.node)) mark(later.node, ATTEMPT.fallback);
    if (earlier.call) cost += earlier.node.span.costNanoUsd ?? 0;
  }
  const count = (bit: number): number => [...bits.values()].filter((all) => (all & bit) !== 0).length;
  return {
    bits,
    totals: {
      retryCount: count(ATTEMPT.repeats),
      fallbackCount: count(ATTEMPT.fallback),
      retryCostNanoUsd: Math.min(cost, Number.MAX_SAFE_INTEGER),
    },
  };
}

/** Nothing failed and no call had another one's input: so it is with most traces, and they cost next to nothing. */
function mayRepeat(calls: readonly CountedCall[], tools: readonly SpanNode[]): boolean {
  if (tools.length > 1 && tools.some(({ span }) => span.isError)) return true;
  if (calls.length < 2) return false;
  if (calls.some((call) => hasFailed(call.node))) return true;
  const known = calls.map(inputOf).filter((input) => input !== null);
  return new Set(known).size < known.length;
}

/** @param attempts by start; each is replaced once at most, by the next that repeats it */
function pairUp(
  attempts: readonly Attempt[],
  repeats: (earlier: Attempt, later: Attempt) => boolean,
): Pair[] {
  const pairs: Pair[] = [];
  const families = new Map<SpanNode | string | null, Attempt[]>();
  for (const later of attempts) {
    const family = later.parentStep?.parent ?? later.parentStep ?? later.node.span.parentSpanId;
    const before = families.get(family) ?? [];
    for (let index = before.length - 1; index >= Math.max(0, before.length - LOOK_BACK); index--) {
      const earlier = before[index] as Attempt;
      if (!isBeside(earlier, later) || !repeats(earlier, later)) continue;
      before.splice(index, 1);
      pairs.push([earlier, later]);
      break;
    }
    before.push(later);
    families.set(family, before);
  }
  return pairs;
}

/** Under one step; or each under a step of its own, side by side, none of which is a tool: tools' insides are their own business. */
function isBeside(earlier: Attempt, later: Attempt): boolean {
  if (endOf(earlier.node) > later.node.span.startedUs) return false;
  if (earlier.parentStep === later.parentStep) return true;
  const [a, b] = [earlier.parentStep, later.parentStep];
  return (
    a !== null &&
    b !== null &&
    a.parent !== null &&
    a.parent === b.parent &&
    a.span.kind === b.span.kind &&
    a.span.kind !== "tool"
  );
}

/** The nearest span above each that is no model call. One pass: chains of calls are thousands of spans deep. */
function parentStepsOf({ topDown }: SpanTree): Map<SpanNode, SpanNode | null> {
  const steps = new Map<SpanNode, SpanNode | null>();
  for (const node of topDown) {
    const { parent } = node;
    steps.set(node, parent !== null && isModelCall(parent.span.kind) ? (steps.get(parent) ?? null) : parent);
  }
  return steps;
}

const toolAttempt = (node: SpanNode): Attempt => ({
  node,
  parentStep: node.parent,
  failed: node.span.isError,
  call: null,
});

/** Also an answer that was kept back: asking again is asking again. */
const hasFailed = ({ span }: SpanNode): boolean =>
  span.isError || span.failure !== null || span.finishReason === "content_filter";

function repeatsCall(
  earlier: Attempt,
  later: Attempt,
  toolRanBetween: (fromUs: number, toUs: number) => boolean,
): boolean {
  const [a, b] = [earlier.call as CountedCall, later.call as CountedCall];
  if (a.kind !== b.kind) return false;
  const before = inputOf(a);
  const after = inputOf(b);
  // Embeddings of one text twice are two questions about it; a model is asked the same twice when the first answer was no good.
  if (before !== null && before === after) return earlier.failed || a.kind === "llm";
  if (!earlier.failed || !isSameTask(a, b)) return false;
  return !toolRanBetween(endOf(earlier.node), later.node.span.startedUs);
}

/** A prompt that was mended or shortened is still the same task; another system prompt, or another name, is another one. */
function isSameTask(a: CountedCall, b: CountedCall): boolean {
  const before = fingerprintOf(a);
  const after = fingerprintOf(b);
  if (before !== null && after !== null) return before === after;
  return nameOf(a.node) === nameOf(b.node);
}

const nameOf = ({ span }: SpanNode): string => callName(span.name, span.requestModel, span.responseModel);

/** What a call was asked: its messages and, where they were said apart, its instructions; else its value. Null: unknown. */
function inputOf({ node, repeats }: CountedCall): string | null {
  const { span } =
    node.span.inputDigest === null
      ? (repeats.find((other) => other.span.inputDigest !== null) ?? node)
      : node;
  return span.inputDigest === null ? null : `${span.inputDigest} ${span.promptFingerprint}`;
}

const repeatsTool = ({ node: { span: a }, failed }: Attempt, { node: { span: b } }: Attempt): boolean =>
  failed &&
  a.inputDigest !== null &&
  a.inputDigest === b.inputDigest &&
  (a.toolName ?? a.name) === (b.toolName ?? b.name);

function isOtherModel({ span: a }: SpanNode, { span: b }: SpanNode): boolean {
  const differ = (x: string | null, y: string | null): boolean => x !== null && y !== null && x !== y;
  if (differ(modelName(a.requestModel, a.responseModel), modelName(b.requestModel, b.responseModel)))
    return true;
  return differ(a.provider, b.provider);
}

/** Of a span that has not ended nothing comes after it. */
const endOf = ({ span }: SpanNode): number =>
  span.durationNs === null ? Infinity : span.startedUs + span.durationNs / 1000;
