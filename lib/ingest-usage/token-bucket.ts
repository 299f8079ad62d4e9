/** A burst may be as much as so many seconds of the rate. */
const BURST_SECONDS = 2;
/** One large request is paid for by at most so long a silence. */
const MAX_DEBT_SECONDS = 60;

/**
 * A rate limit that may go into debt: whoever finds something left may take, however much, and the next one waits until it is
 * paid. So a request is refused before it is read, and none is too large to be let in ever.
 */
export class TokenBucket {
  private level: number;

  /** @param rate tokens a second, more than 0 */
  constructor(
    readonly rate: number,
    private atMs: number,
  ) {
    this.level = this.capacity;
  }

  private get capacity(): number {
    return Math.max(1, this.rate * BURST_SECONDS);
  }

  /** Whole seconds until there is something to take; 0: now. */
  waitSeconds(nowMs: number): number {
    this.fill(nowMs);
    return this.level >= 1 ? 0 : Math.max(1, Math.ceil((1 - this.level) / this.rate));
  }

  take(count: number, nowMs: number): void {
    this.fill(nowMs);
    this.level = Math.max(this.level - count, -this.rate * MAX_DEBT_SECONDS);
  }

  /** A clock that was set back gives nothing and takes nothing. */
  private fill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.atMs) / 1000;
    this.atMs = nowMs;
    this.level = Math.min(this.capacity, this.level + seconds * this.rate);
  }
}
