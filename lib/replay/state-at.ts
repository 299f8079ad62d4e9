import { type RecordedStep, type Recording, type ReplaySums, sumsAfter } from "./recording";

export type Phase = "ahead" | "running" | "ended";

/** What is known at a moment of a replay, and nothing of what comes after it. */
export interface ReplayState extends ReplaySums {
  ms: number;
  /** Events that have happened. */
  happened: number;
  /** The step that one looks at: the one that began last of those that work, else what ended last; null: nothing has begun. */
  current: number | null;
}

/** Events back from now among which the current step is looked for. */
const LOOK_BACK = 500;

/**
 * What a recording says of a moment; a function of the two alone.
 * @param ms since the trace's start; before it nothing has happened, after its end everything has
 */
export function stateAt(recording: Recording, ms: number): ReplayState {
  const happened = happenedBy(recording, ms);
  return {
    ...sumsAfter(recording, happened),
    ms,
    happened,
    current: currentAfter(recording, happened, ms),
  };
}

/** How many events have happened by a moment. */
export function happenedBy({ events }: Recording, ms: number): number {
  let [from, to] = [0, events.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((events[middle]?.ms ?? 0) <= ms) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether a step lies ahead of a moment, runs or has ended by it. One without a known end runs on. */
export function phaseOf({ startMs, endMs }: Pick<RecordedStep, "startMs" | "endMs">, ms: number): Phase {
  if (ms < startMs) return "ahead";
  return endMs === null || ms < Math.max(startMs, endMs) ? "running" : "ended";
}

function currentAfter({ events, steps }: Recording, happened: number, ms: number): number | null {
  const last = events[happened - 1];
  if (last === undefined) return null;
  for (let at = happened - 1; at >= Math.max(0, happened - LOOK_BACK); at--) {
    const { type, step } = events[at] as (typeof events)[number];
    const recorded = steps[step] as RecordedStep;
    if (type === "begin" && recorded.isLeaf && phaseOf(recorded, ms) === "running") return step;
  }
  // Nothing works now: what a person saw last, which is a leaf where one has just ended.
  for (let at = happened - 1; at >= Math.max(0, happened - LOOK_BACK); at--) {
    const { step } = events[at] as (typeof events)[number];
    if ((steps[step] as RecordedStep).isLeaf) return step;
  }
  return last.step;
}
