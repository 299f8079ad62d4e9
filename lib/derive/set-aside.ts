const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Beyond it the oldest are tried again sooner than they should be. */
const MAX_KEPT = 10_000;

/**
 * Work that failed and waits longer each time before it is tried again, so that what cannot be done never costs all the time.
 * Kept in memory: a worker that starts tries everything once.
 */
export class SetAside {
  private readonly failed = new Map<string, { failures: number; until: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** What waits now. */
  get size(): number {
    return this.failed.size;
  }

  isWaiting(key: string): boolean {
    return (this.failed.get(key)?.until ?? 0) > this.now();
  }

  failedAt(key: string): void {
    const failures = (this.failed.get(key)?.failures ?? 0) + 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
    this.failed.delete(key);
    const [oldest] = this.failed.keys();
    if (this.failed.size >= MAX_KEPT && oldest !== undefined) this.failed.delete(oldest);
    this.failed.set(key, { failures, until: this.now() + wait });
  }

  done(key: string): void {
    this.failed.delete(key);
  }
}
