import type { Recording } from "./recording";

/** A stretch in which no step worked, played faster. Milliseconds since the trace's start. */
export interface IdleGap {
  fromMs: number;
  toMs: number;
}

/** Waiting of so long is compressed, to so much. */
const IDLE_FROM_MS = 2_000;
const IDLE_PLAYED_MS = 600;

/**
 * Two clocks of a replay: the recorded one, and the one that plays, on which long waiting is short. Both begin at 0 and run
 * forward together.
 */
export class PlaybackClock {
  readonly gaps: readonly IdleGap[];
  /** How long it plays at single speed. */
  readonly playedMs: number;

  constructor(private readonly recording: Recording) {
    this.gaps = idleGaps(recording);
    this.playedMs = this.playedAt(recording.endMs);
  }

  /** When a recorded moment is played, at single speed. */
  playedAt(recordedMs: number): number {
    let saved = 0;
    for (const { fromMs, toMs } of this.gaps) {
      if (recordedMs <= fromMs) break;
      const within = Math.min(recordedMs, toMs) - fromMs;
      saved += within * (1 - IDLE_PLAYED_MS / (toMs - fromMs));
    }
    return recordedMs - saved;
  }

  /** Which recorded moment is played at a time; at most the end. */
  recordedAt(playedMs: number): number {
    let at = playedMs;
    for (const { fromMs, toMs } of this.gaps) {
      if (at <= fromMs) break;
      const length = toMs - fromMs;
      const played = Math.min(at - fromMs, IDLE_PLAYED_MS);
      at += played * (length / IDLE_PLAYED_MS - 1);
    }
    return Math.min(at, this.recording.endMs);
  }
}

/** Stretches of at least {@link IDLE_FROM_MS} in which no leaf ran; a leaf whose end is not known works on. */
function idleGaps({ steps, endMs }: Recording): IdleGap[] {
  const leaves = steps.filter(({ isLeaf }) => isLeaf).toSorted((a, b) => a.startMs - b.startMs);
  const gaps: IdleGap[] = [];
  let busyTo = 0;
  const rest = (fromMs: number, toMs: number): void => {
    if (toMs - fromMs >= IDLE_FROM_MS) gaps.push({ fromMs, toMs });
  };
  for (const { startMs, endMs: ended } of leaves) {
    rest(busyTo, startMs);
    busyTo = Math.max(busyTo, ended ?? endMs);
  }
  rest(busyTo, endMs);
  return gaps;
}
