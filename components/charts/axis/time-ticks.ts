import { formatDay, formatTime } from "@/lib/format/when";
import { momentOf, wallOf } from "@/lib/time/zone-offset";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps at which people read clocks and calendars. */
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
  91 * DAY,
];

export interface TimeTick {
  /** Epoch milliseconds. */
  at: number;
  label: string;
}

/**
 * About `count` ticks on round local times: midnight is where the viewer's day begins, also when the clocks change within the range.
 * Midnight carries the day, other ticks the hour.
 */
export function timeTicks(from: number, to: number, timeZone: string, count: number): TimeTick[] {
  if (to <= from || count < 1) return [];
  const step = STEPS.find((s) => (to - from) / s <= count) ?? STEPS.at(-1)!;
  const ticks: TimeTick[] = [];
  let wall = Math.ceil(wallOf(from, timeZone) / step) * step;
  for (; ; wall += step) {
    const at = momentOf(wall, timeZone);
    if (at > to) return ticks;
    if (at < from || at === ticks.at(-1)?.at) continue;
    const date = new Date(at);
    ticks.push({ at, label: wall % DAY === 0 ? formatDay(date, timeZone) : formatTime(date, timeZone) });
  }
}
