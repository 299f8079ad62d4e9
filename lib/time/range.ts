import { momentOf, wallOf } from "./zone-offset";

/** The ranges offered in the header, shortest first. */
export const RANGE_PRESETS = ["15m", "1h", "6h", "24h", "7d", "30d", "90d"] as const;
/** Periods of the viewer's calendar; weeks begin on Monday. */
export const CALENDAR_RANGES = [
  "today",
  "yesterday",
  "this-week",
  "last-week",
  "this-month",
  "last-month",
] as const;
type CalendarRange = (typeof CALENDAR_RANGES)[number];
/** A length until now, such as "15m", "3d" or "2w", or a period of the calendar. As `rangeName` lets through. */
export type RangeName = string;
export const DEFAULT_RANGE: RangeName = "24h";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const UNITS = {
  m: [MINUTE, "minute"],
  h: [60 * MINUTE, "hour"],
  d: [DAY, "day"],
  w: [7 * DAY, "week"],
} as const;
const LONGEST_MS = 400 * DAY;

const LABELS: Record<CalendarRange, string> = {
  today: "Today",
  yesterday: "Yesterday",
  "this-week": "This week",
  "last-week": "Last week",
  "this-month": "This month",
  "last-month": "Last month",
};

const isCalendar = (range: RangeName): range is CalendarRange => Object.hasOwn(LABELS, range);

function lengthOf(range: RangeName): { count: number; unit: keyof typeof UNITS; ms: number } | null {
  const match = /^([1-9]\d{0,5})([mhdw])$/.exec(range);
  if (match === null) return null;
  const [count, unit] = [Number(match[1]), match[2] as keyof typeof UNITS];
  const ms = count * UNITS[unit][0];
  return ms > LONGEST_MS ? null : { count, unit, ms };
}

/** The name of a range as an address or a person says it, or null: no range, or one of more than 400 days. */
export function rangeName(text: string): RangeName | null {
  const name = text.trim().toLowerCase();
  return isCalendar(name) || lengthOf(name) !== null ? name : null;
}

/** "Last 3 days", "This month". */
export function rangeLabel(range: RangeName): string {
  if (isCalendar(range)) return LABELS[range];
  const length = lengthOf(range);
  if (length === null) return range;
  const { count, unit } = length;
  return count === 1 ? `Last ${UNITS[unit][1]}` : `Last ${count} ${UNITS[unit][1]}s`;
}

/** What the URL says: a range by its name, or two fixed ends that win over it. */
export interface RangeChoice {
  range: RangeName;
  from: Date | null;
  to: Date | null;
}

/** Half open: from <= t < to. `sliding` ranges end now and can be followed live. */
export interface TimeRange {
  from: Date;
  to: Date;
  sliding: boolean;
}

type Period = "day" | "week" | "month";

/** Start of the period that a wall clock is in, some periods later; weeks begin on Monday. Wall clocks, milliseconds. */
function startOf(wall: number, period: Period, later = 0): number {
  if (period === "month") {
    const date = new Date(wall);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
  }
  const day = Math.floor(wall / DAY);
  // The epoch was a Thursday.
  return period === "day" ? (day + later) * DAY : (day - ((day + 3) % 7) + 7 * later) * DAY;
}

function calendarRange(range: CalendarRange, now: Date, zone: string): TimeRange {
  const period: Period = range.endsWith("week") ? "week" : range.endsWith("month") ? "month" : "day";
  const wall = wallOf(now.getTime(), zone);
  const isOver = range.startsWith("last") || range === "yesterday";
  const from = momentOf(startOf(wall, period, isOver ? -1 : 0), zone);
  const to = isOver ? momentOf(startOf(wall, period), zone) : Math.max(now.getTime(), from + 1);
  return { from: new Date(from), to: new Date(to), sliding: !isOver };
}

/**
 * The two ends of a choice at a moment. One missing or reversed end falls back to the named range: an old or
 * hand-written link shows something sensible instead of an error.
 * @param zone in whose calendar days, weeks and months begin
 */
export function resolveRange(choice: RangeChoice, now: Date, zone: string): TimeRange {
  const { from, to } = choice;
  if (from && to && from < to) return { from, to, sliding: false };
  if (isCalendar(choice.range)) return calendarRange(choice.range, now, zone);
  const lengthMs = (lengthOf(choice.range) ?? lengthOf(DEFAULT_RANGE))!.ms;
  // From a whole minute on: its spans are summed already, those of half a minute would have to be read.
  const startMs = Math.floor((now.getTime() - lengthMs) / MINUTE) * MINUTE;
  return { from: new Date(startMs), to: now, sliding: true };
}

/** The calendar's period that a choice is, as far as it goes; null: none. */
function periodOf(choice: RangeChoice, { from, to, sliding }: TimeRange, zone: string): Period | null {
  const start = wallOf(from.getTime(), zone);
  const end = wallOf(to.getTime(), zone);
  if (sliding && !isCalendar(choice.range)) return null;
  for (const period of ["day", "week", "month"] as const)
    if (
      start === startOf(start, period) &&
      (sliding ? choice.range === calendarName(period) : end === startOf(start, period, 1))
    )
      return period;
  return null;
}
const calendarName = (period: Period): CalendarRange => (period === "day" ? "today" : `this-${period}`);

/**
 * The period before or after: of a day, week or month of the calendar the next one of its kind, else one as long that touches it.
 * Null: it would begin after now.
 */
export function shiftRange(choice: RangeChoice, by: -1 | 1, now: Date, zone: string): RangeChoice | null {
  const range = resolveRange(choice, now, zone);
  const period = periodOf(choice, range, zone);
  const wall = wallOf(range.from.getTime(), zone);
  const lengthMs = range.to.getTime() - range.from.getTime();
  const [from, to] =
    period === null
      ? [range.from.getTime() + by * lengthMs, range.to.getTime() + by * lengthMs]
      : [momentOf(startOf(wall, period, by), zone), momentOf(startOf(wall, period, by + 1), zone)];
  return from >= now.getTime() ? null : { range: choice.range, from: new Date(from), to: new Date(to) };
}

/** The same over as long a time just before. ISO times. */
export function rangeBefore<Asked extends { from: string; to: string }>(asked: Asked): Asked {
  const lengthMs = Date.parse(asked.to) - Date.parse(asked.from);
  return { ...asked, from: new Date(Date.parse(asked.from) - lengthMs).toISOString(), to: asked.from };
}
