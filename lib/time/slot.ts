/** Costs are counted by slots of 15 seconds: the clocks of every time zone change at the start of one. */
const SLOT_S = 15;
export const SLOT_MS = SLOT_S * 1000;
const SLOT_US = SLOT_MS * 1000;

/** Start of the slot of a moment, both in microseconds. */
export const slotOf = (us: number): number => Math.floor(us / SLOT_US) * SLOT_US;

/** The same, as SQL over a column of time. */
export const slotSql = (column: string): string =>
  `date_bin('${SLOT_S} seconds', ${column}, '1970-01-01T00:00:00Z')`;

/** Start of the slot of a moment, both in milliseconds. */
export const slotOfMs = (ms: number): number => Math.floor(ms / SLOT_MS) * SLOT_MS;
