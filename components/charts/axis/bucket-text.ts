import { formatDateTime, formatDay, formatTime, zoneName } from "@/lib/format/when";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** When a bucket was: "21 Nov 2026 14:00:00 UTC+1 to 14:05", or the day it is. */
export function bucketText(from: number, to: number, zone: string): string {
  const [start, end] = [new Date(from), new Date(to)];
  const midnight = (at: Date) => formatTime(at, zone) === "00:00";
  if (midnight(start) && midnight(end)) {
    const last = new Date(to - HOUR);
    // A day may have 23 or 25 hours.
    return to - from <= DAY + HOUR
      ? formatDay(start, zone, { year: true })
      : `${formatDay(start, zone)} to ${formatDay(last, zone, { year: true })}`;
  }
  const sameDay = formatDay(start, zone) === formatDay(end, zone) || (to - from < DAY && midnight(end));
  return `${formatDateTime(start, zone)} to ${sameDay ? "" : `${formatDay(end, zone)} `}${formatTime(end, zone)}`;
}

/** How long a bucket is, when several were drawn as one: "12 × 1 min". */
export function foldedText(size: number, bucketMs: number): string {
  const [length, unit] =
    bucketMs % DAY === 0
      ? [bucketMs / DAY, "d"]
      : bucketMs % HOUR === 0
        ? [bucketMs / HOUR, "h"]
        : [bucketMs / 60_000, "min"];
  return length === 1 ? `${size} ${unit}` : `${size} × ${Number(length.toPrecision(3))} ${unit}`;
}

/** What a picture says about its time: both ends with their days, and the zone. */
export function rangeCaption(from: Date, to: Date, zone: string): string {
  const text = (at: Date) => `${formatDay(at, zone, { year: true })} ${formatTime(at, zone)}`;
  return `${text(from)} – ${text(to)} ${zoneName(to, zone)}`;
}
