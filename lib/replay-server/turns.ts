/** Runs that have not asked for so long begin anew. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;
const MOST_REMEMBERED = 1_000;

/**
 * Which of several equal calls is next: they are given in turn, and from the first again after the last. Equal requests cannot
 * be told apart, so this is remembered here, in this process, for a while and for a bounded number of them.
 */
export class Turns {
  private readonly given = new Map<string, { count: number; atMs: number }>();

  /** @param of how many equal calls there are. @returns position of the next */
  next(key: string, of: number, nowMs: number): number {
    const known = this.given.get(key);
    const count = known && nowMs - known.atMs < FORGOTTEN_AFTER_MS ? known.count : 0;
    // The longest unused is first in the map.
    this.given.delete(key);
    this.given.set(key, { count: (count + 1) % of, atMs: nowMs });
    if (this.given.size > MOST_REMEMBERED) this.given.delete(this.given.keys().next().value as string);
    return count % of;
  }
}
