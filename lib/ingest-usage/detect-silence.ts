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
  if (silentMs < LEAST_MS) return null;
  const active = hours
    .flatMap(({ hourMs, minutes }) => minutesOf(minutes).map((minute) => hourMs + minute * MINUTE_MS))
    .filter((at) => at <= lastSeenMs)
    .toSorted((a, b) => a - b);
  for (const [habit, unitMs] of [
    ["hours", HOUR_MS],
    ["minutes", SLOT_MS],
  ] as const) {
    const last = Math.floor(lastSeenMs / unitMs);
    const within = active.filter((at) => Math.floor(at / unitMs) > last - WINDOW);
    if (new Set(within.map((at) => Math.floor(at / unitMs))).size < ACTIVE) continue;
    const usualMs = usualInterval(within);
    if (silentMs > TIMES * usualMs && silentMs < FORGET_MS[habit]) return { silentMs, usualMs, habit };
  }
  return null;
}

const minutesOf = (bits: bigint): number[] =>
  Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => (bits >> BigInt(minute)) & 1n);

function usualInterval(times: readonly number[]): number {
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  const sorted = gaps.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? MINUTE_MS;
}
