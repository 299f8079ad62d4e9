import { createHash } from "node:crypto";

import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import type { SpanDocument } from "@/lib/traces/document";

import { matchCall } from "./match-call";
import { hasAnswer, recordedAnswer, whyNoAnswer, type RecordedAnswer } from "./recorded-answer";
import { type NumberedCall, recordedCalls } from "./recorded-calls";
import { missOf } from "./replay-miss";
import type { ReplayRequest } from "./request";
import { Turns } from "./turns";

export interface ReplayedCall {
  answer: RecordedAnswer;
  /** What the call cost when it was recorded, and how long it took; null: not known. */
  costUsd: string | null;
  durationMs: number | null;
  /** Which of the recorded calls that were asked the same this is, from 1, and how many there are. */
  turn: number;
  equal: number;
}

const turns = new Turns();

/**
 * Answers a model call from the recording of a trace. Of several calls that were asked the same, those with an answer are given in
 * turn, in the order in which they were recorded.
 * @param until number of the last of the trace's model calls that is answered, absent: all are
 * @returns null where only later calls were asked this
 * @throws ReplayMiss when no recorded call was asked this; Failure not_found when one was and its answer was not recorded
 */
export async function replayCall(
  ctx: Context,
  asked: { traceId: string; request: ReplayRequest; until: number },
): Promise<ReplayedCall | null>;
export async function replayCall(
  ctx: Context,
  asked: { traceId: string; request: ReplayRequest },
): Promise<ReplayedCall>;
export async function replayCall(
  ctx: Context,
  { traceId, request, until = Infinity }: { traceId: string; request: ReplayRequest; until?: number },
): Promise<ReplayedCall | null> {
  const { compared, calls, isWhole } = await recordedCalls(ctx, traceId);
  const match = matchCall(request, compared);
  if ("difference" in match) {
    const { difference } = match;
    const nearest = difference && compared[difference.call];
    throw missOf(
      request,
      difference && nearest ? { ...difference, spanId: nearest.span.span_id, number: nearest.number } : null,
      {
        calls,
        calls_without_messages: calls - compared.length,
        all_calls_looked_at: isWhole,
      },
    );
  }
  const equal = match.equal.flatMap((index) => {
    const { span, number } = compared[index] as NumberedCall;
    return number <= until ? [span] : [];
  });
  if (equal.length === 0) return null;
  const answered = equal.filter(hasAnswer);
  const [first] = equal;
  if (answered.length === 0) throw new Failure("not_found", whyNoAnswer(first as SpanDocument));
  const turn = answered.length === 1 ? 0 : turnOf(ctx, traceId, request, answered.length);
  const span = answered[turn] as SpanDocument;
  return {
    answer: recordedAnswer(span, request.model),
    costUsd: span.cost_usd,
    durationMs: span.duration_ms,
    turn: turn + 1,
    equal: answered.length,
  };
}

/** Each key has turns of its own: two people who debug with their own do not take answers from each other. */
function turnOf(ctx: Context, traceId: string, { messages, model }: ReplayRequest, of: number): number {
  const who = "id" in ctx.actor ? ctx.actor.id : ctx.actor.name;
  const asked = JSON.stringify([
    ctx.project.id,
    ctx.actor.kind,
    who,
    traceId,
    model,
    messages.map(({ key }) => key),
  ]);
  return turns.next(createHash("sha256").update(asked).digest("base64"), of, ctx.now().getTime());
}
