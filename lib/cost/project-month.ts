import { nextPeriod, periodStarts, startOfPeriod, weekdayOf } from "@/lib/time/zone";

import { project, type Interval, type Projection } from "./project";

const HOUR_MS = 3_600_000;
/**
 * A week's pattern is believed after three weeks, a day's after three days: each place seen three times. Of two weeks each is the
 * other's only measure, and what has changed between them looks like their pattern.
 */
export const BY_HOUR = { cycle: 24, seasonsFrom: [21, 3] } as const;

export interface MonthInput {
  /** Cost of each whole hour before the present one, without gaps, in dollars; `firstMs` is the start of the first. */
  hours: readonly number[];
  firstMs: number;
  /** Spent since the month began, the present hour included. */
  spent: number;
  nowMs: number;
  /** Days, weeks and the month begin by its clocks. */
  zone: string;
}

/** The calendar month at its end. */
export interface MonthEnd {
  startMs: number;
  endMs: number;
  spent: number;
  /** Null: too little history. `expected` and the intervals include what is spent. */
  end: { expected: number; interval80: Interval; interval95: Interval; basis: Basis; days: number } | null;
  /** Whole days of history. */
  days: number;
}

/** What the course ahead repeats: such hours of the week, of the day, or the mean of all. */
export type Basis = "hour of the week" | "hour of the day" | "mean";

const BASES: readonly Basis[] = ["hour of the week", "hour of the day"];

/** What the month in which `nowMs` lies will have cost when it is over. */
export function projectMonth({ hours, firstMs, spent, nowMs, zone }: MonthInput): MonthEnd {
  const startMs = startOfPeriod(nowMs, "month", zone);
  const endMs = nextPeriod(startMs, "month", zone);
  // Before the first call there was no traffic to learn from.
  const began = hours.findIndex((cost) => cost > 0);
  const known = began === -1 ? [] : hours.slice(began);
  const knownMs = firstMs + Math.max(0, began) * HOUR_MS;
  const phases = phasesOf(knownMs, endMs, zone);
  const past = known.map((cost, index) => ({ cost, phases: phases[index] ?? [0, 0] }));
  const coming = [];
  for (let at = knownMs + known.length * HOUR_MS, index = known.length; at < endMs; at += HOUR_MS, index++) {
    const left = Math.min(at + HOUR_MS, endMs) - Math.max(at, nowMs);
    if (left > 0) coming.push({ phases: phases[index] ?? [0, 0], share: left / HOUR_MS });
  }
  const projection = project({ past, coming, ...BY_HOUR });
  return {
    startMs,
    endMs,
    spent,
    end: projection && withSpent(projection, spent),
    days: Math.floor(known.length / 24),
  };
}

function withSpent(
  { expected, interval80, interval95, season, cycles }: Projection,
  spent: number,
): MonthEnd["end"] {
  const add = ({ low, high }: Interval): Interval => ({ low: low + spent, high: high + spent });
  return {
    expected: expected + spent,
    interval80: add(interval80),
    interval95: add(interval95),
    basis: season === null ? "mean" : (BASES[season] ?? "mean"),
    days: cycles,
  };
}

/** Places of hours in the week (0 to 167 from Monday's first) and in the day, by the clocks of a zone. */
export function phasesOf(fromMs: number, toMs: number, zone: string): [ofWeek: number, ofDay: number][] {
  const days = periodStarts(fromMs, toMs, "day", zone);
  const weekdays = days.map((start) => weekdayOf(start, zone));
  const found: [number, number][] = [];
  let day = 0;
  for (let at = fromMs; at < toMs; at += HOUR_MS) {
    while (day + 1 < days.length && (days[day + 1] as number) <= at) day++;
    const start = days[day] as number;
    const ofDay = Math.min(23, Math.floor((at - start) / HOUR_MS));
    found.push([(weekdays[day] as number) * 24 + ofDay, ofDay]);
  }
  return found;
}
