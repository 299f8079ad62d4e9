import { Temporal } from "temporal-polyfill";

/** What periods of a calendar are long. Weeks begin on Monday. */
export type CalendarUnit = "hour" | "day" | "week" | "month";

const HOUR_MS = 3_600_000;

/** Whether the name is one that clocks know, such as Europe/Berlin or UTC. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

const zoned = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

/**
 * Start of the hour, day, week or month that a moment lies in, by the clocks of a zone: where daylight saving skips midnight,
 * the first moment of the day that exists.
 * @param ms milliseconds since the epoch
 * @throws RangeError when nobody knows the zone
 */
export function startOfPeriod(ms: number, unit: CalendarUnit, zone: string): number {
  const moment = zoned(ms, zone);
  if (unit === "hour") return moment.round({ smallestUnit: "hour", roundingMode: "floor" }).epochMilliseconds;
  if (unit === "day") return moment.startOfDay().epochMilliseconds;
  const date = moment.toPlainDate();
  const first = unit === "week" ? date.subtract({ days: date.dayOfWeek - 1 }) : date.with({ day: 1 });
  return first.toZonedDateTime(zone).epochMilliseconds;
}

/** Start of the period that follows the one which begins at `startMs`: a day of 23 hours ends after 23 hours. */
export function nextPeriod(startMs: number, unit: CalendarUnit, zone: string): number {
  if (unit === "hour") {
    const next = startOfPeriod(startMs + HOUR_MS, "hour", zone);
    // Where clocks go back by half an hour, that hour lasts for ninety minutes.
    return next > startMs ? next : startOfPeriod(startMs + 2 * HOUR_MS, "hour", zone);
  }
  const date = zoned(startMs, zone)
    .toPlainDate()
    .add({ [`${unit}s`]: 1 });
  return startOfPeriod(date.toZonedDateTime(zone).epochMilliseconds, "day", zone);
}

/** Minutes since midnight as the zone's clocks show it. */
export function minuteOfDay(ms: number, zone: string): number {
  const { hour, minute } = zoned(ms, zone);
  return hour * 60 + minute;
}

/** Monday is 0. */
export const weekdayOf = (ms: number, zone: string): number => zoned(ms, zone).dayOfWeek - 1;

const offsetWithinHour = (ms: number, zone: string): number => zoned(ms, zone).offsetNanoseconds % 3.6e12;

/** Starts of all periods that touch [fromMs, toMs), ascending; the first may lie before the range. */
export function periodStarts(fromMs: number, toMs: number, unit: CalendarUnit, zone: string): number[] {
  // Whole hours follow each other evenly, also over a change of the clocks by an hour: ten times faster than asking for each.
  const first = startOfPeriod(fromMs, unit, zone);
  if (unit === "hour" && offsetWithinHour(first, zone) === offsetWithinHour(toMs, zone))
    return Array.from(
      { length: Math.max(0, Math.ceil((toMs - first) / HOUR_MS)) },
      (_, index) => first + index * HOUR_MS,
    );
  const starts: number[] = [];
  for (let at = first; at < toMs; at = nextPeriod(at, unit, zone)) starts.push(at);
  return starts;
}
