import type { Place } from "./body-ref";

/** Slots: 22 bytes each, 11 MB in all. */
const SLOT_BITS = 19;
/** A body that was written longer ago is written again: what a day no longer needs may be dropped from it. */
const KNOWN_FOR_S = 3600;

/**
 * Remembers where bodies are stored already, so that a history of twenty calls is hashed twenty times and written once. A
 * direct-mapped cache of 64 bits of each name in flat arrays: nothing for the garbage collector to walk. A newcomer takes the
 * place of whoever was there, who is merely written again. Only what has been committed may be added.
 */
export class KnownBodies {
  private readonly high = new Uint32Array(1 << SLOT_BITS);
  private readonly low = new Uint32Array(1 << SLOT_BITS);
  private readonly block = new Float64Array(1 << SLOT_BITS);
  private readonly item = new Uint16Array(1 << SLOT_BITS);
  private readonly since = new Uint32Array(1 << SLOT_BITS);

  constructor(private readonly nowMs: () => number = Date.now) {}

  /**
   * @param day since 1970: the same body of another project, shard or day lies elsewhere
   * @param id 32 hex digits of SHA-256, of which the first 16 are used
   */
  find(projectId: number, shardKey: number, day: number, id: string): Place | null {
    const high = mixed(projectId, shardKey, day, id);
    const slot = high >>> (32 - SLOT_BITS);
    if (this.high[slot] !== high || this.low[slot] !== lowOf(id)) return null;
    if (this.nowMs() / 1000 - (this.since[slot] as number) > KNOWN_FOR_S) return null;
    return { block: this.block[slot] as number, item: this.item[slot] as number };
  }

  add(projectId: number, shardKey: number, day: number, id: string, { block, item }: Place): void {
    const high = mixed(projectId, shardKey, day, id);
    const slot = high >>> (32 - SLOT_BITS);
    this.high[slot] = high;
    this.low[slot] = lowOf(id);
    this.block[slot] = block;
    this.item[slot] = item;
    this.since[slot] = this.nowMs() / 1000;
  }
}

const mixed = (projectId: number, shardKey: number, day: number, id: string): number =>
  (Number.parseInt(id.slice(0, 8), 16) ^
    Math.imul(Math.imul(Math.imul(projectId, 0x9e3779b1) + shardKey, 0x85ebca6b) + day, 0xc2b2ae35)) >>>
  0;

const lowOf = (id: string): number => Number.parseInt(id.slice(8, 16), 16) >>> 0;
