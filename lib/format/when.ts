import { NBSP } from "./significant";

/** One cached formatter per option set: making an Intl formatter costs more than using it a thousand times. */
const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  let found = cache.get(key);
  if (!found)
    cache.set(key, (found = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options })));
  return found;
}

/** The zone's short name at that moment, as an offset that cannot be misread: "UTC", "UTC+1", "UTC+5:30". */
export function zoneName(at: Date, timeZone: string): string {
  const part = formatter(timeZone, { timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find((p) => p.type === "timeZoneName");
  // What stands for zero differs between versions of the zone data: "GMT", "UTC", "UTC+0".
  return (part?.value ?? "UTC").replace("GMT", "UTC").replace(/\+0$/, "").replace("-", "−");
}

/** "21 Nov 2026 14:05:09 UTC+1": for records. Milliseconds on request; without seconds what is known by minutes only. */
export function formatDateTime(
  at: Date,
  timeZone: string,
  { milliseconds = false, seconds = true } = {},
): string {
  const text = formatter(timeZone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" as const } : {}),
    ...(milliseconds ? { fractionalSecondDigits: 3 as const } : {}),
  }).format(at);
  return `${text.replace(",", "")} ${zoneName(at, timeZone)}`.replaceAll(" ", NBSP);
}

/** "14:05" or, with seconds, "14:05:09". */
export const formatTime = (at: Date, timeZone: string, { seconds = false } = {}): string =>
  formatter(timeZone, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  }).format(at);

/** "21 Nov"; with the year when asked. */
export const formatDay = (at: Date, timeZone: string, { year = false } = {}): string =>
  formatter(timeZone, { day: "numeric", month: "short", ...(year ? { year: "numeric" } : {}) })
    .format(at)
    .replaceAll(" ", NBSP);

/** "14:05", after its day where that is not the day of `beside`: for a time next to one that is told in full. */
export function formatBeside(at: Date, beside: Date, timeZone: string): string {
  const time = formatTime(at, timeZone);
  const day = formatDay(at, timeZone, { year: true });
  return day === formatDay(beside, timeZone, { year: true }) ? time : `${day}${NBSP}${time}`;
}

const STEPS = [
  { below: 60, size: 1, unit: "s" },
  { below: 3600, size: 60, unit: "min" },
  { below: 86_400, size: 3600, unit: "h" },
  { below: 86_400 * 45, size: 86_400, unit: "d" },
  { below: 86_400 * 700, size: 86_400 * 30.44, unit: "mo" },
  { below: Number.POSITIVE_INFINITY, size: 86_400 * 365.25, unit: "y" },
] as const;

/** How long ago: "now", "42 s ago", "5 min ago", "in 3 d". Whole units, rounded down: an age never looks older than it is. */
export function formatRelative(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const magnitude = Math.abs(seconds);
  if (magnitude < 5) return "now";
  const step = STEPS.find((s) => magnitude < s.below)!;
  const text = `${Math.floor(magnitude / step.size)}${NBSP}${step.unit}`;
  return seconds >= 0 ? `${text}${NBSP}ago` : `in${NBSP}${text}`;
}

const HOUR_MS = 3_600_000;

/** Which hour it was, of something known by whole hours only: "this hour", "last hour", "5 h ago". @param start of the hour */
export function formatHour(start: Date, now: Date): string {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const hours = (hour - start.getTime()) / HOUR_MS;
  if (hours < 1) return "this hour";
  return hours < 2 ? "last hour" : formatRelative(start, new Date(hour));
}
