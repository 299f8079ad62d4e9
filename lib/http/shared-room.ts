/**
 * Bytes that requests hold in memory at a time. Of them one key has a share, so that whoever sends large bodies, or begins them and
 * never ends them, leaves room for everybody else.
 */
export class SharedRoom {
  private taken = 0;
  private readonly byKey = new Map<string, number>();

  /**
   * @param bytes of all together
   * @param bytesOfAKey of one key
   */
  constructor(
    private readonly bytes: number,
    private readonly bytesOfAKey: number,
  ) {}

  /**
   * @param largest what one request may hold whatever the share of its key is, in bytes
   * @returns false: there is no room for so many bytes, and none is taken
   */
  take(key: string, bytes: number, largest = 0): boolean {
    const held = (this.byKey.get(key) ?? 0) + bytes;
    if (this.taken + bytes > this.bytes || held > Math.max(this.bytesOfAKey, largest)) return false;
    this.taken += bytes;
    this.byKey.set(key, held);
    return true;
  }

  /** Gives back what was taken. */
  give(key: string, bytes: number): void {
    this.taken -= bytes;
    const held = (this.byKey.get(key) ?? 0) - bytes;
    if (held > 0) this.byKey.set(key, held);
    else this.byKey.delete(key);
  }
}
