import { periodStarts } from "@/lib/time/zone";

/** Length of an interval in seconds; `range` is one figure for the whole range. */
export const INTERVALS = { minute: 60, "5m": 300, "15m": 900, hour: 3600, day: 86_400, range: 0 } as const;
export type Interval = keyof typeof INTERVALS;

/**
 * Starts of all points of a range, in milliseconds; the first may lie before it. Hours and days are those of the zone's clocks:
 * a day of 23 hours is one point. None when the range is one figure.
 */
export function pointStarts(fromMs: number, toMs: number, interval: Interval, zone: string): number[] {
  if (interval === "range") return [];
  if (interval === "hour" || interval === "day") return periodStarts(fromMs, toMs, interval, zone);
  const ms = INTERVALS[interval] * 1000;
  const first = fromMs - (fromMs % ms);
  return Array.from(
    { length: Math.max(0, Math.ceil((toMs - first) / ms)) },
    (_, index) => first + index * ms,
  );
}

/** Between 30 and 200 points: more are noise at the traffic of most features, and thinner than a pixel in a chart. */
export function fittingInterval(seconds: number): Interval {
  if (seconds <= 2 * 3600) return "minute";
  if (seconds <= 12 * 3600) return "5m";
  if (seconds <= 36 * 3600) return "15m";
  return seconds <= 8 * 86_400 ? "hour" : "day";
}
