import { BY_HOUR, phasesOf } from "@/lib/cost/project-month";
import { project, type Interval } from "@/lib/cost/project";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface ForecastInput {
  /** Cost by unit before the present one, without gaps, in dollars, the oldest first. */
  past: readonly number[];
  /** Start of the first of them. */
  firstMs: number;
  unitMs: number;
  nowMs: number;
  startMs: number;
  endMs: number;
  /** Since the period began, in dollars. */
  spent: number;
  limit: number;
  zone: string;
  /** At how many moments: each is a simulation of its own, milliseconds of CPU. */
  moments: number;
}

/** The sum at a moment to come. */
export interface ForecastPoint extends Interval {
  atMs: number;
  expected: number;
}

export interface Forecast {
  /** From now to the end of the period. */
  points: ForecastPoint[];
  /** When the limit will be reached if all goes as expected; null: not within this period. */
  breachMs: number | null;
  /** Whether the limit lies within the range at the end. */
  mayBreach: boolean;
  basis: "hour of the week" | "hour of the day" | "mean" | "rate";
}

/** 80 of 100 cases lie within so many standard deviations. */
const Z80 = 1.2816;

/** How long the units are that a period is forecast by. */
export const forecastUnitMs = (lengthMs: number): number => (lengthMs <= 2 * HOUR_MS ? MINUTE_MS : HOUR_MS);

/**
 * What will have been spent at moments up to the end of a period, with the range of 80 of 100 cases: by lib/cost/project.ts where
 * there is enough history, else at the rate of the history that there is.
 * @returns null: nothing has happened that anything could be said from
 */
export function forecast(input: ForecastInput): Forecast | null {
  const began = input.past.findIndex((cost) => cost > 0);
  if (began === -1 || input.nowMs >= input.endMs) return null;
  const past = input.past.slice(began);
  const firstMs = input.firstMs + began * input.unitMs;
  // The same for a while: whoever reads the page again has not asked for another forecast.
  const stepMs = input.unitMs / STEPS_A_UNIT;
  const steady = { ...input, nowMs: Math.max(input.startMs, Math.floor(input.nowMs / stepMs) * stepMs) };
  const ahead = seasonal(steady, past, firstMs) ?? atRate(steady, past);
  const points = [
    { atMs: steady.nowMs, expected: input.spent, low: input.spent, high: input.spent },
    ...ahead.points,
  ];
  const last = points.at(-1) as ForecastPoint;
  return {
    points,
    basis: ahead.basis,
    breachMs: wholeUnit(crossing(points, input.limit), input),
    mayBreach: last.high >= input.limit,
  };
}

/** Five minutes of an hour. */
const STEPS_A_UNIT = 12;

/** Nobody knows it to the second: the nearest whole hour (of short periods: minute) that is still to come. */
function wholeUnit(atMs: number | null, { unitMs, nowMs, endMs }: ForecastInput): number | null {
  if (atMs === null) return null;
  const nearest = Math.round(atMs / unitMs) * unitMs;
  return Math.min(nearest > nowMs ? nearest : nearest + unitMs, endMs);
}

type Ahead = Pick<Forecast, "points" | "basis">;

const cuts = ({ nowMs, endMs, moments }: ForecastInput): number[] =>
  Array.from({ length: moments }, (_, index) => nowMs + ((endMs - nowMs) * (index + 1)) / moments);

function seasonal(input: ForecastInput, costs: readonly number[], firstMs: number): Ahead | null {
  const { unitMs, nowMs, endMs, spent, zone } = input;
  const hourly = unitMs === HOUR_MS;
  const phases = hourly ? phasesOf(firstMs, endMs + HOUR_MS, zone) : [];
  const past = costs.map((cost, index) => ({ cost, phases: phases[index] ?? [] }));
  const presentMs = firstMs + costs.length * unitMs;
  const points: ForecastPoint[] = [];
  let basis: Forecast["basis"] = "mean";
  for (const atMs of cuts(input)) {
    const coming = [];
    for (let at = presentMs, index = costs.length; at < atMs; at += unitMs, index++) {
      const left = Math.min(at + unitMs, atMs) - Math.max(at, nowMs);
      if (left > 0) coming.push({ phases: phases[index] ?? [], share: left / unitMs });
    }
    const found = project({ past, coming, ...(hourly ? BY_HOUR : { cycle: 10, seasonsFrom: [] }) });
    if (found === null) return null;
    if (found.season !== null) basis = found.season === 0 ? "hour of the week" : "hour of the day";
    const { low, high } = found.interval80;
    points.push({ atMs, expected: spent + found.expected, low: spent + low, high: spent + high });
  }
  return { points, basis };
}

/** What a rate learned from less than three days may be off at the least. */
const RATE_MARGIN = 0.25;

/** Straight on; the range says how much units differ, as if each went its own way, and how little is known of the rate. */
function atRate(input: ForecastInput, costs: readonly number[]): Ahead {
  const { unitMs, nowMs, spent } = input;
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const variance = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0) / Math.max(1, costs.length - 1);
  return {
    basis: "rate",
    points: cuts(input).map((atMs) => {
      const units = (atMs - nowMs) / unitMs;
      const more = mean * units;
      // The rate itself is only known from so many units.
      const deviation = Math.sqrt(variance * units + variance * (units ** 2 / costs.length));
      const half = Math.max(Z80 * deviation, more * RATE_MARGIN);
      return {
        atMs,
        expected: spent + more,
        low: spent + Math.max(0, more - half),
        high: spent + more + half,
      };
    }),
  };
}

function crossing(points: readonly ForecastPoint[], limit: number): number | null {
  for (const [index, point] of points.entries()) {
    if (point.expected < limit) continue;
    const before = points[index - 1];
    if (!before || point.expected === before.expected) return point.atMs;
    const share = (limit - before.expected) / (point.expected - before.expected);
    return Math.round(before.atMs + share * (point.atMs - before.atMs));
  }
  return null;
}
