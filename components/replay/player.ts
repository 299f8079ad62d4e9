import type { PlaybackClock } from "@/lib/replay/playback-clock";
import type { Recording } from "@/lib/replay/recording";
import { happenedBy } from "@/lib/replay/state-at";

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof SPEEDS)[number];

/** While it plays: where more happens than anybody could follow, it is drawn so often, and the clock between. */
const DRAWN_EVERY_MS = 100;

/** Where a replay stands, and what moves it. Changes are told to those who draw them; nothing here draws. */
export class Player {
  /** Milliseconds since the trace's start. */
  ms: number;
  /** Events that have happened, as they are drawn: while it plays they may lag by {@link DRAWN_EVERY_MS}. */
  happened = 0;
  isPlaying = false;
  speed: Speed = 1;
  private isStepwise = false;
  private playedMs = 0;
  private frame = 0;
  private frameAt = 0;
  private drawnAt = 0;
  private readonly listeners = new Set<() => void>();

  constructor(
    private recording: Recording,
    private clock: PlaybackClock,
    startMs: number,
  ) {
    this.ms = Math.max(0, Math.min(recording.endMs, startMs));
    this.happened = happenedBy(recording, this.ms);
  }

  /** The trace has grown. */
  exchange(recording: Recording, clock: PlaybackClock): void {
    [this.recording, this.clock] = [recording, clock];
    this.seek(this.ms);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get isAtEnd(): boolean {
    return this.ms >= this.recording.endMs;
  }

  /** Stands at a moment, playing on if it plays. */
  seek(ms: number): void {
    this.ms = Math.max(0, Math.min(this.recording.endMs, ms));
    this.playedMs = this.clock.playedAt(this.ms);
    this.happened = happenedBy(this.recording, this.ms);
    this.tell();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** From the beginning where it stands at the end. */
  play(): void {
    if (this.isPlaying) return;
    if (this.isAtEnd) this.seek(0);
    this.isPlaying = true;
    this.frameAt = performance.now();
    this.frame = requestAnimationFrame(this.tick);
    this.tell();
  }

  pause(): void {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    cancelAnimationFrame(this.frame);
    this.happened = happenedBy(this.recording, this.ms);
    this.tell();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    this.tell();
  }

  /** Whoever asked for less motion sees one event after the other, not what lies between them. */
  setStepwise(isStepwise: boolean): void {
    this.isStepwise = isStepwise;
  }

  /** Faster or slower by one of {@link SPEEDS}. */
  changeSpeed(by: 1 | -1): void {
    const at = SPEEDS.indexOf(this.speed) + by;
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))] as Speed);
  }

  /** To the next moment at which something happens, or the one before; only of such events as are wanted. */
  step(by: 1 | -1, isWanted: (step: number, type: string) => boolean = () => true): void {
    this.pause();
    const { events, endMs } = this.recording;
    const wanted = events.filter(({ step, type }) => isWanted(step, type));
    const next =
      by > 0 ? wanted.find(({ ms }) => ms > this.ms)?.ms : wanted.findLast(({ ms }) => ms < this.ms)?.ms;
    this.seek(next ?? (by > 0 ? endMs : 0));
  }

  private tick = (now: number): void => {
    this.playedMs += (now - this.frameAt) * this.speed;
    this.frameAt = now;
    const recordedMs = this.clock.recordedAt(this.playedMs);
    if (recordedMs >= this.recording.endMs) {
      this.ms = this.recording.endMs;
      this.isPlaying = false;
    } else {
      this.ms = this.isStepwise ? this.lastEventBy(recordedMs) : recordedMs;
      this.frame = requestAnimationFrame(this.tick);
    }
    if (!this.isPlaying || now - this.drawnAt >= DRAWN_EVERY_MS) {
      const happened = happenedBy(this.recording, this.ms);
      if (happened !== this.happened) this.drawnAt = now;
      this.happened = happened;
    }
    this.tell();
  };

  private lastEventBy(ms: number): number {
    return this.recording.events[happenedBy(this.recording, ms) - 1]?.ms ?? 0;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
