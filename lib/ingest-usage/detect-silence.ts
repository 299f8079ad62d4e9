const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SLOT_MS = 5 * MINUTE_MS;
/** A habit: something in so many of the last 24 hours, or of the last 24 times five minutes. */
const WINDOW = 24;
const ACTIVE = 20;
/** Silent for so many times the usual interval, */
const TIMES = 4;
/** and at least so long: a deployment is no silence. */
const LEAST_MS = 15 * MINUTE_MS;
/** What was steady for two hours only is forgotten after a day, a daily habit after a week. */
const FORGET_MS = { hours: 7 * 24 * HOUR_MS, minutes: 24 * HOUR_MS } as const;

export interface Silence {
  silentMs: number;
  /** How often it sent before: nineteen of twenty intervals were no longer. */
  usualMs: number;
  /** What it was steady over. */
  habit: "hours" | "minutes";
}

/**
 * Whether somebody who sent regularly has stopped.
 * @param hours when something came; bit n of `minutes` is minute n
 */
export function detectSilence(
  hours: readonly { hourMs: number; minutes: bigint }[],
  lastSeenMs: number,
  nowMs: number,
): Silence | null {
  const silentMs = nowMs - lastSeenMs;
  return silentMs < LEAST_MS ? null : silenceBy(habitsOf(activeMinutes(hours), lastSeenMs), silentMs);
}

/** Of somebody who may have several: what they were steady over, and how often they sent. */
export type Habit = Pick<Silence, "usualMs" | "habit">;

/** What somebody was used to when they sent last. @param active times of sending, ascending */
export function habitsOf(active: readonly number[], lastSeenMs: number): Habit[] {
  const before = active.filter((at) => at <= lastSeenMs);
  return (
    [
      ["hours", HOUR_MS],
      ["minutes", SLOT_MS],
    ] as const
  ).flatMap(([habit, unitMs]) => {
    const last = Math.floor(lastSeenMs / unitMs);
    const within = before.filter((at) => Math.floor(at / unitMs) > last - WINDOW);
    if (new Set(within.map((at) => Math.floor(at / unitMs))).size < ACTIVE) return [];
    return [{ habit, usualMs: usualInterval(within) }];
  });
}

/** Whether that is a silence, by these habits. */
export function silenceBy(habits: readonly Habit[], silentMs: number): Silence | null {
  if (silentMs < LEAST_MS) return null;
  const broken = habits.find(
    ({ habit, usualMs }) => silentMs > TIMES * usualMs && silentMs < FORGET_MS[habit],
  );
  return broken === undefined ? null : { silentMs, ...broken };
}

/** When something came, by the minute, ascending. @param hours bit n of `minutes` is minute n */
export const activeMinutes = (hours: readonly { hourMs: number; minutes: bigint }[]): number[] =>
  hours
    .flatMap(({ hourMs, minutes }) => minutesOf(minutes).map((minute) => hourMs + minute * MINUTE_MS))
    .toSorted((a, b) => a - b);

/** Habits are read off so much before the last sign of life. */
export const HABIT_MS = WINDOW * HOUR_MS;

const minutesOf = (bits: bigint): number[] =>
  Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => (bits >> BigInt(minute)) & 1n);

function usualInterval(times: readonly number[]): number {
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  const sorted = gaps.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? MINUTE_MS;
}
