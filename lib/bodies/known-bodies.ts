import { LRUCache } from "lru-cache";

import type { Place } from "./body-ref";

/** Slots: 22 bytes each, 11 MB in all. */
const SLOT_BITS = 19;
/** A body that was written longer ago is written again: what a day no longer needs may be dropped from it. */
const KNOWN_FOR_S = 3600;
/** Days of projects whose epoch is remembered. One that is forgotten is refused once, and then known again. */
const MAX_EPOCHS = 10_000;

/**
 * Remembers where bodies are stored already, so that a history of twenty calls is hashed twenty times and written once. A
 * direct-mapped cache of 64 bits of each name in flat arrays: nothing for the garbage collector to walk. A newcomer takes the
 * place of whoever was there, who is merely written again. Only what has been committed may be added.
 *
 * What it says holds as of the day's epoch that it knows (epochs.ts): the batch names that, and is refused where places have
 * been given up since. Then the day has another epoch, under which nothing is known yet.
 */
export class KnownBodies {
  private readonly high = new Uint32Array(1 << SLOT_BITS);
  private readonly low = new Uint32Array(1 << SLOT_BITS);
  private readonly block = new Float64Array(1 << SLOT_BITS);
  private readonly item = new Uint16Array(1 << SLOT_BITS);
  private readonly since = new Uint32Array(1 << SLOT_BITS);

  private readonly epochs = new LRUCache<string, number>({ max: MAX_EPOCHS });

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** As of which epoch places of a day are known; 0 until it is heard of another. @param day since 1970 */
  epochOf(projectId: number, day: number): number {
    return this.epochs.get(`${projectId} ${day}`) ?? 0;
  }

  /** The day has this epoch now: what was known of it under another is known no more. */
  learnEpoch(projectId: number, day: number, epoch: number): void {
    this.epochs.set(`${projectId} ${day}`, epoch);
  }

  /**
   * @param day since 1970: the same body of another project, shard or day lies elsewhere
   * @param id 32 hex digits of SHA-256, of which the first 16 are used
   */
  find(projectId: number, shardKey: number, day: number, id: string): Place | null {
    const high = mixed(projectId, shardKey, day, this.epochOf(projectId, day), id);
    const slot = high >>> (32 - SLOT_BITS);
    if (this.high[slot] !== high || this.low[slot] !== lowOf(id)) return null;
    if (this.nowMs() / 1000 - (this.since[slot] as number) > KNOWN_FOR_S) return null;
    return { block: this.block[slot] as number, item: this.item[slot] as number };
  }

  /** @param epoch as of which the place was found or written; where the day has another by now, it is not remembered */
  add(
    projectId: number,
    shardKey: number,
    day: number,
    id: string,
    { block, item }: Place,
    epoch = this.epochOf(projectId, day),
  ): void {
    if (epoch !== this.epochOf(projectId, day)) return;
    const high = mixed(projectId, shardKey, day, epoch, id);
    const slot = high >>> (32 - SLOT_BITS);
    this.high[slot] = high;
    this.low[slot] = lowOf(id);
    this.block[slot] = block;
    this.item[slot] = item;
    this.since[slot] = this.nowMs() / 1000;
  }
}

/** Two epochs of one day give two numbers for each name: the last step takes no two numbers to one. */
const mixed = (projectId: number, shardKey: number, day: number, epoch: number, id: string): number =>
  (Number.parseInt(id.slice(0, 8), 16) ^
    (Math.imul(Math.imul(Math.imul(projectId, 0x9e3779b1) + shardKey, 0x85ebca6b) + day, 0xc2b2ae35) +
      Math.imul(epoch, 0x27d4eb2f))) >>>
  0;

const lowOf = (id: string): number => Number.parseInt(id.slice(8, 16), 16) >>> 0;
