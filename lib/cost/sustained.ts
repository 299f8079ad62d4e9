import { median, medianAbsoluteDeviation } from "@/lib/stats/sorted";

import type { Anomaly, AnomalyRules, HourlyCosts } from "./anomaly";

const DAY = 24;
const WEEK = 168;
const MOST_WEEKS = 4;
const MOST_DAYS = 14;
const LEAST_REFERENCES = 3;
/** So many spreads above what is usual: days are few, and their spread is less well known than that of hours. */
const FAR = 6;
/** Days before, whose distance from their own baselines is the spread. */
const SPREAD_DAYS = 28;
/** Without so many the spread is not known. */
const LEAST_SPREAD_DAYS = 7;

/**
 * Lengths of time over which excesses are added up. A day varies by an eighth and three days by an eleventh of their baselines at the
 * least: with {@link FAR}, a day has to cost 1.8 times what is usual, three days 1.5 times.
 */
const WINDOWS = [
  { days: 1, leastSpread: 0.13 },
  { days: 3, leastSpread: 0.09 },
] as const;

interface Window extends Anomaly {
  /** Spreads above what is expected. */
  score: number;
}

/**
 * Days, and three days in a row, that cost far more than such days do, though no hour of them need be striking. The baseline of a day
 * (24 hours, ending with any hour) is the median of those that ended with the same hour of the week in up to four weeks before;
 * with less history, of the same hour of the day, workdays and weekends apart. It is raised by as much as the three days before were above theirs:
 * what has been expensive for some days is the new normal. The spread is the median absolute deviation of the days before from their own
 * baselines, in proportion to the baseline's root, as counts vary.
 * @param spreadOf 0 to ask only for what is far in any case
 */
export function findSustained(
  series: HourlyCosts,
  { from, minimum }: AnomalyRules,
  spreadOf: (values: readonly number[]) => number = (values) => medianAbsoluteDeviation(values, 0),
): Anomaly[] {
  const days = new Days(series);
  const found: Window[] = [];
  for (let hour = from; hour < series.costs.length; hour++)
    for (const { days: length, leastSpread } of WINDOWS) {
      // At least half of it in the range.
      if (hour - (length * DAY) / 2 < from - 1) continue;
      const cost = days.cost(hour, length);
      // Nothing costs less than nothing: the baseline, which takes longer, need not be known.
      if (cost < minimum) continue;
      const expected = days.baseline(hour, length);
      if (expected === null) continue;
      const excess = cost - expected;
      if (excess < minimum || excess <= FAR * leastSpread * expected) continue;
      const before = days.deviations(hour - length * DAY);
      if (before.length < LEAST_SPREAD_DAYS) continue;
      const score = excess / Math.max(leastSpread * expected, spreadOf(before) * Math.sqrt(expected));
      if (score > FAR) found.push({ first: hour - length * DAY + 1, last: hour, cost, expected, score });
    }
  return withoutOverlaps(found);
}

/** Of those that overlap, the one that stands out most. */
function withoutOverlaps(windows: Window[]): Anomaly[] {
  const kept: Window[] = [];
  for (const window of windows.toSorted((a, b) => b.score - a.score))
    if (kept.every(({ first, last }) => window.last < first || window.first > last)) kept.push(window);
  return kept
    .toSorted((a, b) => a.first - b.first)
    .map(({ first, last, cost, expected }) => ({ first, last, cost, expected }));
}

/** Sums of 24 hours by their last hour, and what is usual for them. */
class Days {
  /** Sum of all costs before an hour. */
  private readonly sums: Float64Array;
  private readonly usual: (number | null | undefined)[] = [];

  constructor(private readonly series: HourlyCosts) {
    const { costs } = series;
    this.sums = new Float64Array(costs.length + 1);
    for (let hour = 0; hour < costs.length; hour++)
      this.sums[hour + 1] = (this.sums[hour] as number) + (costs[hour] as number);
  }

  /** Of so many days that end with an hour. */
  cost(hour: number, days = 1): number {
    return (this.sums[hour + 1] as number) - (this.sums[hour + 1 - days * DAY] as number);
  }

  baseline(hour: number, days: number): number | null {
    let seasonal = 0;
    for (let day = 0; day < days; day++) {
      const usual = this.season(hour - day * DAY);
      if (usual === null) return null;
      seasonal += usual;
    }
    const levels = this.levels(hour - days * DAY, LEAST_REFERENCES);
    return seasonal * Math.max(1, levels.length < LEAST_REFERENCES ? 1 : median(levels));
  }

  /** How far days before were from their baselines, in proportion to the baseline's root. */
  deviations(hour: number): number[] {
    const deviations: number[] = [];
    for (let day = 0; day < SPREAD_DAYS; day++) {
      const usual = this.season(hour - day * DAY);
      if (usual !== null && usual > 0)
        deviations.push((this.cost(hour - day * DAY) - usual) / Math.sqrt(usual));
    }
    return deviations;
  }

  /** Cost in proportion to what is usual, of the day that ends with an hour and those before it. */
  private levels(hour: number, most: number): number[] {
    const levels: number[] = [];
    for (let day = 0; day < most; day++) {
      const usual = this.season(hour - day * DAY);
      if (usual !== null && usual > 0) levels.push(this.cost(hour - day * DAY) / usual);
    }
    return levels;
  }

  private season(hour: number): number | null {
    if (hour < DAY) return null;
    return (this.usual[hour] ??= this.findSeason(hour));
  }

  private findSeason(hour: number): number | null {
    const references = referencesOf(hour, this.series.hoursOfWeek);
    return references.length < LEAST_REFERENCES ? null : median(references.map((at) => this.cost(at)));
  }
}

/** What was found for the hours of one question, which all its series share. */
const foundReferences = new WeakMap<ArrayLike<number>, number[][]>();

/** Last hours of the days before that are like the one that ends with this hour. */
function referencesOf(hour: number, hoursOfWeek: ArrayLike<number>): readonly number[] {
  const found = foundReferences.get(hoursOfWeek) ?? [];
  foundReferences.set(hoursOfWeek, found);
  return (found[hour] ??= findReferences(hour, hoursOfWeek));
}

function findReferences(hour: number, hoursOfWeek: ArrayLike<number>): number[] {
  const weekly: number[] = [];
  for (let at = hour - WEEK; at >= DAY - 1 && weekly.length < MOST_WEEKS; at -= WEEK) weekly.push(at);
  if (weekly.length >= LEAST_REFERENCES) return weekly;
  const daily: number[] = [];
  for (let days = 1; days <= MOST_DAYS && hour - days * DAY >= DAY - 1; days++) daily.push(hour - days * DAY);
  // Whether most of the day lies in a weekend.
  const weekend = (at: number) => (hoursOfWeek[at - DAY / 2] as number) >= 5 * DAY;
  const alike = daily.filter((at) => weekend(at) === weekend(hour));
  return alike.length >= LEAST_REFERENCES ? alike : daily;
}
