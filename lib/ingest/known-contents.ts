/** Slots: two 32-bit words each, 4 MB in all. */
const SLOT_BITS = 19;

/**
 * Remembers which contents are stored already, so that a history of twenty calls is hashed twenty times and sent once. A
 * direct-mapped cache of 64 bits of each name in flat arrays: nothing for the garbage collector to walk, where an LRU map of
 * as many strings churned through the old generation. A newcomer takes the place of whoever was there, who is merely sent again.
 * Only what has been committed may be added.
 */
export class KnownContents {
  private readonly high = new Uint32Array(1 << SLOT_BITS);
  private readonly low = new Uint32Array(1 << SLOT_BITS);

  /** @param id 32 hex digits of SHA-256, of which the first 16 are used */
  has(projectId: number, shardKey: number, id: string): boolean {
    const high = mixed(projectId, shardKey, id);
    const slot = high >>> (32 - SLOT_BITS);
    return this.high[slot] === high && this.low[slot] === lowOf(id);
  }

  add(projectId: number, shardKey: number, id: string): void {
    const high = mixed(projectId, shardKey, id);
    const slot = high >>> (32 - SLOT_BITS);
    this.high[slot] = high;
    this.low[slot] = lowOf(id);
  }
}

/** The same content of another project or shard is another row. */
const mixed = (projectId: number, shardKey: number, id: string): number =>
  (Number.parseInt(id.slice(0, 8), 16) ^
    Math.imul(Math.imul(projectId, 0x9e3779b1) + shardKey, 0x85ebca6b)) >>>
  0;

const lowOf = (id: string): number => Number.parseInt(id.slice(8, 16), 16) >>> 0;
