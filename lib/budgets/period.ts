import { nextPeriod, startOfPeriod } from "@/lib/time/zone";

import { SLOT_MS, slotOfMs } from "@/lib/time/slot";

export const PERIOD_UNITS = ["hour", "day", "week", "month"] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

/** How long a ceiling holds before it begins anew: by the calendar of a zone, or over a window that ends now. */
export interface Period {
  rolling: boolean;
  unit: PeriodUnit;
  /** IANA. Of no importance when rolling. */
  zone: string;
}

/** Half open, milliseconds since the epoch. */
export interface Span {
  startMs: number;
  endMs: number;
}

const HOUR_MS = 3_600_000;
/** A rolling month is 30 days. */
export const WINDOW_MS: Record<PeriodUnit, number> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

/** A rolling window moves by slots: with the slot that lies in it only in part it would be longer than it says. */
const windowAt = (ms: number, unit: PeriodUnit): Span => {
  const endMs = slotOfMs(ms) + SLOT_MS;
  return { startMs: endMs - WINDOW_MS[unit], endMs };
};

/** The period that a moment lies in; rolling: the window that ends then. */
export function periodAt(ms: number, { rolling, unit, zone }: Period): Span {
  if (rolling) return windowAt(ms, unit);
  const startMs = startOfPeriod(ms, unit, zone);
  return { startMs, endMs: nextPeriod(startMs, unit, zone) };
}

/** The period before one; rolling: the window before. */
export function periodBefore(span: Span, period: Period): Span {
  if (period.rolling) return { startMs: span.startMs - WINDOW_MS[period.unit], endMs: span.startMs };
  return periodAt(span.startMs - 1, period);
}

/** Under which start its sum is kept: one row for all windows, one for each period of a calendar. */
export const sumKeyMs = (span: Span, { rolling }: Pick<Period, "rolling">): number =>
  rolling ? 0 : span.startMs;

/** "calendar month, Europe/Berlin"; "rolling 24 hours". */
export function periodName({ rolling, unit, zone }: Period): string {
  if (!rolling) return `calendar ${unit}, ${zone}`;
  return `rolling ${{ hour: "60 minutes", day: "24 hours", week: "7 days", month: "30 days" }[unit]}`;
}
