/**
 * Where a body lies: its block and its place in it, as one number that a row holds in eight bytes.
 * 63 bits: day since 1970 16 · millisecond of a day 27 · chance 9 · place 11. The first three are the block's number, which is
 * exact as a JavaScript number; later blocks of a day have greater ones, whichever process wrote them.
 */
export interface Place {
  block: number;
  /** From 0. */
  item: number;
}

const DAY_MS = 86_400_000;
const CHANCE_BITS = 9;
const ITEM_BITS = 11n;
const DAY_SIZE = 2 ** (27 + CHANCE_BITS);
/** Bodies of one block, at most. */
export const MAX_ITEMS = 2 ** Number(ITEM_BITS);

export const refOf = ({ block, item }: Place): bigint => (BigInt(block) << ITEM_BITS) | BigInt(item);

/** @param ref as {@link refOf} gives it, or as decimal digits */
export function placeOf(ref: bigint | string): Place {
  const bits = BigInt(ref);
  return { block: Number(bits >> ITEM_BITS), item: Number(bits & (BigInt(MAX_ITEMS) - 1n)) };
}

/** Days since 1970 of a day ("2026-11-29"). */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** The day ("2026-11-29") whose spans a block holds. */
export const dayOfBlock = (block: number): string =>
  new Date(Math.floor(block / DAY_SIZE) * DAY_MS).toISOString().slice(0, 10);

/**
 * Numbers for blocks that are written now. This process never gives one twice a day; another process may give the same one, once
 * in five hundred blocks of one millisecond: the key refuses it, and the batch is written again with other numbers.
 */
export class BlockNumbers {
  private last = 0;

  /** @param day whose spans the block is for, as {@link dayNumber} counts */
  next(day: number, nowMs: number): number {
    const chance = Math.floor(Math.random() * 2 ** CHANCE_BITS);
    this.last = Math.max(Math.floor(nowMs) * 2 ** CHANCE_BITS + chance, this.last + 1);
    return day * DAY_SIZE + (this.last % (DAY_MS * 2 ** CHANCE_BITS));
  }
}
