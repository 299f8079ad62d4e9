import type { SpanKind } from "@/lib/model/kind";

/** A span as a replay plays it. Times are milliseconds since the trace's start, on the trace's one clock. */
export interface RecordedStep {
  id: string;
  kind: SpanKind;
  startMs: number;
  /** Null: no end is known. */
  endMs: number | null;
  /** After the step's start; null: no first token is known. */
  ttftMs: number | null;
  failed: boolean;
  /** It has no steps below it: what it does it does itself. */
  isLeaf: boolean;
  /** What it costs the trace, known when it ends. */
  figures: StepFigures;
}

export interface StepFigures {
  /** Somebody bills it; false for the rest, and for a call that counts in another trace. */
  isBilled: boolean;
  /** Billionths of a US dollar; null: unknown. */
  costNanoUsd: number | null;
  /** Null: the client reported none. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** Its tokens are counted by a tokenizer, so that its cost is not known exactly. */
  isEstimated: boolean;
}

export type ReplayEventType = "begin" | "first_token" | "end";

export interface ReplayEvent {
  ms: number;
  type: ReplayEventType;
  /** Position in {@link Recording.steps}. */
  step: number;
}

/** What a trace's spans say happened, in order. */
export interface Recording {
  /** By start; none stands before the one that it is part of. */
  steps: readonly RecordedStep[];
  events: readonly ReplayEvent[];
  /** The whole trace. */
  endMs: number;
  /** What the events have added up to, before the first and after every {@link CHECKPOINT}: {@link sumsAfter} adds the others. */
  checkpoints: readonly Readonly<ReplaySums>[];
}

export interface ReplaySums {
  begun: number;
  running: number;
  ended: number;
  failed: number;
  costNanoUsd: number;
  /** Billed steps that have ended and whose cost is not known. */
  unknownCosts: number;
  /** Billed steps that have ended and whose tokens are estimated. */
  estimatedCosts: number;
  inputTokens: number;
  outputTokens: number;
}

/** Sums of every event of a hundred thousand steps would be a large part of the page's memory. */
const CHECKPOINT = 64;

const NOTHING: Readonly<ReplaySums> = {
  begun: 0,
  running: 0,
  ended: 0,
  failed: 0,
  costNanoUsd: 0,
  unknownCosts: 0,
  estimatedCosts: 0,
  inputTokens: 0,
  outputTokens: 0,
};

/**
 * Makes the events of a trace. A step without a known end begins and never ends; a first token outside of its step is none.
 * @param steps by start, parents before children
 * @param endMs of the whole trace
 */
export function recordingOf(steps: readonly RecordedStep[], endMs: number): Recording {
  const events: ReplayEvent[] = [];
  for (const [step, { startMs, endMs: ended, ttftMs }] of steps.entries()) {
    events.push({ ms: startMs, type: "begin", step });
    if (ttftMs !== null && ttftMs >= 0 && (ended === null || startMs + ttftMs <= ended))
      events.push({ ms: startMs + ttftMs, type: "first_token", step });
    if (ended !== null) events.push({ ms: Math.max(startMs, ended), type: "end", step });
  }
  events.sort((a, b) => a.ms - b.ms || inOneMoment(a, b));
  const checkpoints = [NOTHING];
  const sums = { ...NOTHING };
  for (const [index, event] of events.entries()) {
    add(sums, event, steps[event.step] as RecordedStep);
    if ((index + 1) % CHECKPOINT === 0) checkpoints.push({ ...sums });
  }
  return { steps, events, endMs: Math.max(endMs, events.at(-1)?.ms ?? 0), checkpoints };
}

/** What the first events of a recording have added up to. */
export function sumsAfter({ steps, events, checkpoints }: Recording, happened: number): ReplaySums {
  const from = Math.floor(happened / CHECKPOINT);
  const sums = { ...(checkpoints[from] ?? NOTHING) };
  for (let at = from * CHECKPOINT; at < happened; at++) {
    const event = events[at] as ReplayEvent;
    add(sums, event, steps[event.step] as RecordedStep);
  }
  return sums;
}

/** In one moment things begin before things end; of several the outer begins first and ends last. */
const inOneMoment = (a: ReplayEvent, b: ReplayEvent): number =>
  ORDER[a.type] - ORDER[b.type] || (a.type === "end" ? b.step - a.step : a.step - b.step);

const ORDER: Record<ReplayEventType, number> = { begin: 0, first_token: 1, end: 2 };

/** In place: a recording has hundreds of thousands of events, and one is drawn many times a second. */
function add(sums: ReplaySums, { type }: ReplayEvent, { failed, figures }: RecordedStep): void {
  if (type === "first_token") return;
  sums.begun += type === "begin" ? 1 : 0;
  sums.running += type === "begin" ? 1 : -1;
  if (type === "begin") return;
  sums.ended++;
  if (failed) sums.failed++;
  const { isBilled, costNanoUsd, inputTokens, outputTokens, isEstimated } = figures;
  if (!isBilled) return;
  sums.costNanoUsd += costNanoUsd ?? 0;
  if (costNanoUsd === null) sums.unknownCosts++;
  if (isEstimated) sums.estimatedCosts++;
  sums.inputTokens += inputTokens ?? 0;
  sums.outputTokens += outputTokens ?? 0;
}
