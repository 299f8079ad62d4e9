import { slotOf } from "@/lib/time/slot";
import { isModelCall } from "@/lib/model/kind";

import { digestTrace } from "./digest-trace";
import type { DerivedColumns, ResolvedTrace } from "./facts";
import { tenSecondBucketOf, type StaleBucket } from "./mark-stale";
import type { StoredSpan, StoredTrace, TraceFacts } from "./read-facts";
import type { ProjectSighting } from "./register-prompts";
import type { SpanWrite, TraceWrite } from "./write-derived";

/** What a batch has to write: only rows that differ from those stored. */
export interface Changes {
  traces: TraceWrite[];
  goneTraces: StoredTrace[];
  spans: SpanWrite[];
  goneSpans: StoredSpan[];
  /** Calls whose usage an addition tells. */
  filled: StoredSpan[];
  /** Where figures may have changed. */
  tenSecondBuckets: StaleBucket[];
  /** Slots (by start, microseconds) of calls whose cost, or what it is counted for, may have changed. */
  slots: { projectId: number; slotUs: number }[];
  sightings: ProjectSighting[];
}

export const noChanges = (): Changes => ({
  traces: [],
  goneTraces: [],
  spans: [],
  goneSpans: [],
  filled: [],
  tenSecondBuckets: [],
  slots: [],
  sightings: [],
});

/** Rows that have to be written or deleted. */
export const sizeOf = (changes: Changes): number =>
  changes.traces.length + changes.goneTraces.length + changes.spans.length + changes.goneSpans.length;

/**
 * Adds what one trace needs written.
 * @param resolved null: the trace has no span (any more)
 * @param distrust take the row for changed whatever its digest says
 */
export function collectChanges(
  changes: Changes,
  facts: TraceFacts,
  resolved: ResolvedTrace | null,
  distrust = false,
): void {
  const { projectId, traceId, shardKey } = facts.key;
  const touched: number[] = [];
  const slots = new Set<number>();
  const gone = facts.stored.filter((row) => row.startedUs !== resolved?.trace.startedUs);
  for (const row of gone) {
    changes.goneTraces.push(row);
    touched.push(row.startedUs);
  }
  if (resolved) {
    const { trace } = resolved;
    const digest = digestTrace(
      trace,
      resolved.spans.map(({ span }) => span),
    );
    const stored = facts.stored.find((row) => row.startedUs === trace.startedUs);
    // What was read are stored spans; resolving handed the same objects back.
    const spans = resolved.spans as SpanWrite[];
    const superseded = resolved.superseded as StoredSpan[];
    const changed = spans.filter(({ span, derived }) => differs(span, derived));
    for (const { span } of spans) if (span.filledBy !== undefined) changes.filled.push(span);
    if (distrust || stored?.digest !== digest)
      changes.traces.push(Object.assign(trace, { projectId, traceId, shardKey, digest }));
    if (stored?.digest !== digest || changed.length + superseded.length + gone.length > 0) {
      touched.push(trace.startedUs);
      for (const { span, derived } of spans) {
        touched.push(span.startedUs);
        if (isCall(span) || (derived.kind !== null && isModelCall(derived.kind)))
          slots.add(slotOf(span.startedUs));
      }
      for (const span of superseded) {
        touched.push(span.startedUs);
        if (isCall(span)) slots.add(slotOf(span.startedUs));
      }
    }
    for (const write of changed) changes.spans.push(write);
    for (const span of superseded) changes.goneSpans.push(span);
    for (const prompt of resolved.prompts) changes.sightings.push({ ...prompt, projectId, shardKey });
  }
  for (const bucketUs of new Set(touched.map(tenSecondBucketOf)))
    changes.tenSecondBuckets.push({ projectId, bucketUs });
  for (const slotUs of slots) changes.slots.push({ projectId, slotUs });
}

/** By its own word, or by what was derived before: a wrapper that is no longer a call leaves a sum, too. */
const isCall = (span: StoredSpan): boolean =>
  isModelCall(span.kind) ||
  span.kind === "rerank" ||
  (span.derivedKind !== null && isModelCall(span.derivedKind));

/** Each slot once. */
export function distinctSlots(slots: Changes["slots"]): Changes["slots"] {
  const byKey = new Map(slots.map((row) => [`${row.projectId} ${row.slotUs}`, row]));
  return [...byKey.values()];
}

const differs = (span: StoredSpan, derived: DerivedColumns): boolean =>
  span.derivedKind !== derived.kind ||
  span.derivedFeature !== derived.feature ||
  span.derivedUserId !== derived.userId ||
  span.derivedSessionId !== derived.sessionId ||
  span.derivedEnvironment !== derived.environment ||
  span.derivedRelease !== derived.release ||
  span.derivedTtftNs !== derived.ttftNs ||
  span.derivedFingerprint !== derived.fingerprint ||
  span.derivedParts !== derived.parts ||
  span.derivedStep !== derived.step ||
  span.derivedAttempt !== derived.attempt ||
  span.derivedCallId !== derived.callId ||
  span.derivedCallTraceId !== derived.callTraceId ||
  span.derivedCallRank !== derived.callRank ||
  span.derivedOrder !== derived.order;
