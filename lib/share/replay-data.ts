import { nsOfIso } from "@/lib/model/instant";
import { chunkTimes } from "@/lib/replay/chunk-times";
import { PlaybackClock } from "@/lib/replay/playback-clock";
import { type Recording, recordingOf } from "@/lib/replay/recording";
import { type AnswerTimes, type Pace, paceOf, revealOutput } from "@/lib/replay/reveal-output";
import { stateAt } from "@/lib/replay/state-at";
import { stepFigures } from "@/lib/replay/step-figures";
import type { SpanDocument } from "@/lib/traces/document";
import { textOfMessage } from "@/lib/traces/message-text";

/** What is known from a moment on, until the next one. Positions of steps are in the order of {@link ReplayData.steps}. */
export interface Frame {
  ms: number;
  /** The step that one looks at; -1: nothing has begun. */
  current: number;
  running: number;
  ended: number;
  failed: number;
  costNanoUsd: number;
  unknownCosts: number;
  estimatedCosts: number;
  tokens: number;
}

/** A replay with all its states worked out, so that what plays it has only to look them up. Times: milliseconds since the start. */
export interface ReplayData {
  endMs: number;
  /** Of each step when it begins and ends; null: no end is known. */
  steps: [startMs: number, endMs: number | null][];
  frames: Frame[];
  /** Moments at which a model call begins. */
  calls: number[];
  /** Pairs of a moment as it is played, where long waiting is short, and as it was; both grow, evenly in between. */
  clock: [playedMs: number, recordedMs: number][];
  /** Of each step how its answer came; null: it is shown when the step has ended. */
  answers: (Growth | null)[];
}

/** From when on how many units of an answer were there; evenly in between, or not. */
export interface Growth {
  isEven: boolean;
  points: [ms: number, units: number][];
}

/** A span's answer as text; empty: none. */
export const answerOf = (span: SpanDocument): string =>
  span.output_text ?? (span.output ?? []).map(textOfMessage).filter(Boolean).join("\n\n");

/** Spans in the order in which they are played: by start, as the trace tells them. */
export function playedSpans(spans: readonly SpanDocument[]): SpanDocument[] {
  const startOf = new Map(spans.map((span) => [span, nsOfIso(span.started_at) ?? 0n]));
  return spans.toSorted((a, b) => Number((startOf.get(a) ?? 0n) - (startOf.get(b) ?? 0n)));
}

/** @param spans as {@link playedSpans} has them */
export function recordingOfSpans(spans: readonly SpanDocument[]): Recording {
  const starts = spans.map((span) => nsOfIso(span.started_at) ?? 0n);
  const first = starts[0] ?? 0n;
  const parents = new Set(spans.map((span) => span.parent_span_id));
  return recordingOf(
    spans.map((span, index) => {
      const startMs = Number((starts[index] ?? first) - first) / 1e6;
      return {
        id: span.span_id,
        kind: span.kind,
        startMs,
        endMs: span.duration_ms === null ? null : startMs + span.duration_ms,
        ttftMs: span.ttft_ms,
        failed: span.status === "error",
        isLeaf: !parents.has(span.span_id),
        figures: stepFigures(span),
      };
    }),
    0,
  );
}

export const timesOf = (span: SpanDocument): AnswerTimes => ({
  text: answerOf(span),
  ttftMs: span.ttft_ms,
  durationMs: span.duration_ms,
  chunksMs: chunkTimes(span),
});

/** @param spans as {@link playedSpans} has them */
export function replayData(spans: readonly SpanDocument[]): ReplayData {
  const recording = recordingOfSpans(spans);
  const { steps, events, endMs } = recording;
  const moments = [...new Set(events.map(({ ms }) => ms))];
  return {
    endMs,
    steps: steps.map((step) => [step.startMs, step.endMs]),
    frames: [Number.NEGATIVE_INFINITY, ...moments].map((ms) => frameOf(recording, ms)),
    calls: steps.flatMap(({ kind, startMs }) => (kind === "llm" ? [startMs] : [])),
    clock: clockOf(new PlaybackClock(recording), endMs),
    answers: spans.map((span, index) => growthOf(timesOf(span), steps[index]?.startMs ?? 0)),
  };
}

function frameOf(recording: Recording, ms: number): Frame {
  const {
    current,
    running,
    ended,
    failed,
    costNanoUsd,
    unknownCosts,
    estimatedCosts,
    inputTokens,
    outputTokens,
  } = stateAt(recording, ms);
  return {
    // JSON knows no moment before all others.
    ms: Number.isFinite(ms) ? ms : -1,
    current: current ?? -1,
    ...{ running, ended, failed, costNanoUsd, unknownCosts, estimatedCosts },
    tokens: inputTokens + outputTokens,
  };
}

function clockOf(clock: PlaybackClock, endMs: number): ReplayData["clock"] {
  const moments = [0, ...clock.gaps.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), endMs];
  return moments.map((ms) => [clock.playedAt(ms), ms]);
}

/** When how much of an answer was there; null: all of it when the step ended, or nobody knows when. */
function growthOf(answer: AnswerTimes, startMs: number): Growth | null {
  const pace: Pace = paceOf(answer);
  const { text, ttftMs, durationMs, chunksMs } = answer;
  if (text === "" || (pace !== "recorded" && pace !== "even")) return null;
  const since = pace === "recorded" ? [...new Set(chunksMs)] : [ttftMs ?? 0];
  if (durationMs !== null) since.push(durationMs);
  return {
    isEven: pace === "even",
    points: since.map((ms) => [startMs + ms, revealOutput(answer, ms).text.length]),
  };
}
