import { FLAG } from "@/lib/model/flags";
import { modelName } from "@/lib/model/model-name";
import { hasEnded, openUntilUs } from "@/lib/model/open-until";

import { attributeTrace, type Attribution } from "./attribute-trace";
import { checkCompleteness, fingerprintOf } from "./check-completeness";
import { countCalls, partsOf, type Told } from "./count-calls";
import type { CountedCall } from "./counted-call";
import type {
  AdditionFacts,
  DerivedColumns,
  PromptSighting,
  ResolvedTrace,
  SpanFacts,
  TraceRow,
} from "./facts";
import { answerOf, type Answer } from "./answer-of";
import { callsForUser } from "./calls-for-user";
import { criticalShares } from "./critical-shares";
import { findAttempts } from "./find-attempts";
import { findSteps } from "./find-steps";
import { countFailures } from "./count-failures";
import { orderSteps } from "./order-steps";
import { buildTree, type SpanNode, type SpanTree } from "./span-tree";
import { traceTtft, ttftOf } from "./time-to-first-token";
import { toolModeOf, toolRuns } from "./tool-runs";
import { totalCalls } from "./total-calls";
import type { ElsewhereOf } from "./read-elsewhere";

/**
 * Everything that can be said about a trace only when looking at all of it. A pure function of the *set* of spans and
 * additions: order, repetition and the way they were split into requests make no difference.
 *
 * @param spans of one trace, at least one
 * @param elsewhere where other traces tell the same responses
 */
export function resolveTrace(
  spans: readonly SpanFacts[],
  additions: readonly AdditionFacts[],
  elsewhere: ElsewhereOf = new Map(),
): ResolvedTrace {
  const tree = buildTree(spans, additions);
  const { root, nodes } = tree;
  const rootEnded = tree.hasRoot && hasEnded(root.span.durationNs, root.span.flags);
  const { calls, kinds, told } = countCalls(tree, elsewhere);
  const attribution = attributeTrace(tree);
  const startedUs = tree.hasRoot ? root.span.startedUs : (nodes[0] as SpanNode).span.startedUs;
  const totals = totalCalls(calls);
  const llm = calls.filter((call) => call.kind === "llm");
  const outcome = countFailures(tree);
  const completeness = checkCompleteness(tree, calls);
  const forUser = callsForUser(tree, llm);
  const inputRef = inputOf(tree, forUser.length > 0 ? forUser : llm);
  const answer = answerOf(forUser);
  const runs = toolRuns(tree, startedUs);
  const toolMode = toolModeOf(runs);
  const durationNs = durationOf(tree, startedUs);
  const critical = criticalShares(tree, calls, startedUs, durationNs);
  const attempts = findAttempts(tree, calls);
  // Field by field: this is the hot loop of the worker, and spreading four objects instead took 15 µs a span, this takes 3.
  const trace: TraceRow = {
    name: attribution.name,
    feature: attribution.feature,
    service: attribution.service,
    environment: attribution.environment,
    release: attribution.release,
    version: attribution.version,
    userId: attribution.userId,
    sessionId: attribution.sessionId,
    tags: attribution.tags,
    costNanoUsd: totals.costNanoUsd,
    costStatus: totals.costStatus,
    unknownCostCount: totals.unknownCostCount,
    contradictedCostCount: totals.contradictedCostCount,
    inputTokens: totals.inputTokens,
    cacheReadTokens: totals.cacheReadTokens,
    cacheWriteTokens: totals.cacheWriteTokens,
    outputTokens: totals.outputTokens,
    reasoningTokens: totals.reasoningTokens,
    isError: outcome.isError,
    errorType: outcome.errorType,
    errorCount: outcome.errorCount,
    hasPromptVersion: completeness.hasPromptVersion,
    hasContext: completeness.hasContext,
    hasOutput: completeness.hasOutput,
    hasToolResults: completeness.hasToolResults,
    hasCost: totals.costStatus === null ? null : totals.unknownCostCount === 0,
    startedUs,
    durationNs,
    ttftNs: exactOrNull(traceTtft(forUser, startedUs)),
    rootSpanId: tree.hasRoot ? root.span.spanId : null,
    isOpen: !rootEnded,
    openUntilUs: rootEnded ? null : openUntilUs(nodes.map((node) => node.span)),
    spanCount: nodes.length,
    llmCount: llm.length,
    toolCount: nodes.filter((node) => node.span.kind === "tool").length,
    retrievalCount: nodes.filter((node) => node.span.kind === "retrieval").length,
    flags: flagsOf(nodes, calls),
    models: distinct(calls.map(({ node: { span } }) => modelName(span.requestModel, span.responseModel))),
    providers: distinct(calls.map((call) => call.node.span.provider)),
    tools: distinct(nodes.map(({ span }) => (span.kind === "tool" ? (span.toolName ?? span.name) : null))),
    promptFingerprints: distinct(llm.map(fingerprintOf)),
    metadataRef: root.span.metadataRef,
    inputRef,
    outputRef: outputOf(root, answer),
    failure: outcome.isError ? outcome.failure : (answer?.keptBack ?? null),
    answerProvider: answer?.provider ?? null,
    answerModel: answer?.model ?? null,
    answerFingerprint: answer?.fingerprint ?? null,
    answerStreamed: answer?.streamed ?? null,
    toolMode,
    criticalLlmNs: critical.criticalLlmNs,
    criticalToolNs: critical.criticalToolNs,
    criticalRetrievalNs: critical.criticalRetrievalNs,
    criticalOtherNs: critical.criticalOtherNs,
    parallelSavingNs: runs.length < 2 ? null : 0,
    retryCount: attempts.totals.retryCount,
    fallbackCount: attempts.totals.fallbackCount,
    retryCostNanoUsd: attempts.totals.retryCostNanoUsd,
  };
  const callOf = new Map(calls.map((call) => [call.node, call]));
  const steps = findSteps(tree, (node) => callOf.has(node));
  const order = orderSteps(tree);
  return {
    trace,
    spans: order.map((node, index) => ({
      span: node.source,
      derived: deriveColumns(node, kinds.get(node) ?? null, callOf.get(node), attribution, {
        step: steps.get(node) ?? null,
        attempt: attempts.bits.get(node) ?? null,
        told: told.get(node),
        order: order === nodes ? null : index,
      }),
    })),
    sequentialTools: toolMode === "sequential" || toolMode === "mixed" ? runs : [],
    superseded: tree.superseded,
    prompts: sightings(llm, settledFeature(tree, attribution.feature)),
  };
}

/** The union of all spans'; but tokens are estimated only if they are those of a counted call. */
function flagsOf(nodes: readonly SpanNode[], calls: readonly CountedCall[]): number {
  const all = nodes.reduce((flags, node) => flags | node.span.flags, 0) & ~FLAG.tokensEstimated;
  return calls.reduce((flags, call) => flags | (call.node.span.flags & FLAG.tokensEstimated), all);
}

function deriveColumns(
  { source, span, parts }: SpanNode,
  kind: DerivedColumns["kind"],
  call: CountedCall | undefined,
  attribution: Attribution,
  {
    step,
    attempt,
    told,
    order,
  }: Pick<DerivedColumns, "step" | "attempt" | "order"> & { told: Told | undefined },
): DerivedColumns {
  const unlessSame = <T>(resolved: T, own: T): T | null => (resolved === own ? null : resolved);
  return {
    kind,
    feature: unlessSame(attribution.feature, source.feature),
    userId: unlessSame(attribution.userId, source.userId),
    sessionId: unlessSame(attribution.sessionId, source.sessionId),
    environment: unlessSame(attribution.environment, source.environment),
    release: unlessSame(attribution.release, source.release),
    ttftNs: call ? unlessSame(ttftOf(call), source.ttftNs) : null,
    fingerprint: unlessSame(call ? fingerprintOf(call) : span.promptFingerprint, source.promptFingerprint),
    parts: unlessSame(call ? partsOf(call) : parts, source.parts),
    step: step === source.name ? null : step,
    attempt,
    callId: told?.spanId ?? null,
    callTraceId: told?.traceId ?? null,
    callRank: told?.rank ?? null,
    order,
  };
}

/**
 * To the last end seen; null while nothing has ended, and when it is longer than a number of nanoseconds can say (104 days):
 * two uses of one id. Clocks of several machines may differ: never negative.
 */
function durationOf(tree: SpanTree, startedUs: number): number | null {
  let last: number | null = null;
  for (const { span } of tree.nodes) {
    if (span.durationNs === null) continue;
    last = Math.max(last ?? 0, (span.startedUs - startedUs) * 1000 + span.durationNs);
  }
  return exactOrNull(last);
}

const exactOrNull = (ns: number | null): number | null =>
  ns !== null && ns > Number.MAX_SAFE_INTEGER ? null : ns;

/**
 * What the user said: the root's input, else the last message that the root or the first model call was sent. Events of a coding
 * agent have no root that holds the others: there the first prompt is the input.
 */
function inputOf({ root, nodes }: SpanTree, llm: readonly CountedCall[]): string | null {
  const prompt = nodes.find(
    ({ span }) => (span.flags & FLAG.fromLog) !== 0 && span.kind === "agent" && span.inputRef !== null,
  );
  for (const { span } of [
    root,
    ...(prompt ? [prompt] : []),
    ...(llm[0] ? [llm[0].node, ...llm[0].repeats] : []),
  ]) {
    const ref = span.inputRef ?? span.contextRef;
    if (ref !== null) return ref;
  }
  return null;
}

/** The final answer: the root's output, else the last output message of the call that wrote the answer. */
function outputOf(root: SpanNode, answer: Answer | null): string | null {
  for (const { span } of [root, ...(answer ? [answer.call.node, ...answer.call.repeats] : [])]) {
    const ref = span.resultRef ?? span.outputRef;
    if (ref !== null) return ref;
  }
  return null;
}

/**
 * The feature, unless it is only the name of a span that stands in for a root still to come: children arrive first, and a
 * prompt named after one of them would stay in the registry for ever.
 */
const settledFeature = (tree: SpanTree, feature: string): string | null =>
  tree.hasRoot || tree.nodes.some(({ span }) => (span.feature ?? span.functionName) !== null)
    ? feature
    : null;

/** Prompts have the name that the client gave them, else their feature's; versions are found by fingerprint. */
function sightings(llm: readonly CountedCall[], feature: string | null): PromptSighting[] {
  const found = new Map<string, PromptSighting>();
  for (const call of llm) {
    const fingerprint = fingerprintOf(call);
    const members = [call.node, ...call.repeats].map((node) => node.span);
    const name = members.find((span) => span.promptName !== null)?.promptName ?? feature;
    if (fingerprint === null || name === null) continue;
    const label = members.find((span) => span.promptLabel !== null)?.promptLabel ?? null;
    const systemRef = members.find((span) => span.systemRef !== null)?.systemRef ?? null;
    const key = JSON.stringify([name, label, fingerprint]);
    // Calls come by start: the first sighting is the earliest.
    const seen = found.get(key);
    if (!seen) found.set(key, { name, label, fingerprint, systemRef, seenUs: call.node.span.startedUs });
    else seen.systemRef ??= systemRef;
  }
  return [...found.values()];
}

const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values)].filter((value) => value !== null).toSorted();
