import { median, quantileSorted, medianAbsoluteDeviation } from "@/lib/stats/sorted";

import { findSustained } from "./sustained";
import type { Anomaly, AnomalyRules, HourlyCosts } from "./anomaly";

const WEEK = 168;
const DAY = 24;
/** How far back hours are compared. */
const MOST_WEEKS = 4;
const MOST_DAYS = 14;
/** With fewer there is no baseline. */
const LEAST_REFERENCES = 3;
/** So many spreads above the baseline: normal traffic passes it less than once in a million hours. */
const FAR = 5;
/** One of several hours in a row has to be above by this part of the minimum. */
const LEAST_PART = 0.1;
/** For what a striking hour counts in its day. */
const MOST_OF_AN_HOUR = 4;
/** A baseline of equal hours still varies by this share: with {@link FAR}, an anomaly is at least twice what is usual. */
const LEAST_SPREAD = 0.2;

/**
 * Hours that cost far more than such hours did before. The baseline is the median of the same hour of the week in up to four
 * weeks before; with less history, of the same hour of the day; the spread is their median absolute deviation, or that of all hours
 * before around their own baselines (in proportion to the root of the baseline, as counts vary), whichever is larger. What has been
 * expensive for more than half a day is the new normal: the median of the day before is then the baseline. Medians are not moved by
 * earlier anomalies. Hours in a row are one. Days that cost far more without a striking hour are found beside them (sustained.ts): with
 * no hour taken for more than four times what is usual, so that few striking hours are no striking day.
 */
export function findAnomalies(series: HourlyCosts, rules: AnomalyRules): Anomaly[] {
  const hours = findStrikingHours(series, rules);
  const calm = Float64Array.from(series.costs);
  for (const { first, last, expected } of hours)
    for (let hour = first; hour <= last; hour++)
      calm[hour] = Math.min(calm[hour] as number, (MOST_OF_AN_HOUR * expected) / (last - first + 1));
  const days = findSustained({ ...series, costs: calm }, rules);
  return days.length === 0 ? hours : together(days, hours, series.costs);
}

/** A run of hours that makes so much of a day's excess is the anomaly by itself. */
const MOST_OF_THE_EXCESS = 0.75;

/** Hours within or beside days that were found are part of them, but where one run of hours is nearly all of it. */
function together(days: readonly Anomaly[], hours: readonly Anomaly[], costs: ArrayLike<number>): Anomaly[] {
  const left = new Set(hours);
  const found: Anomaly[] = [];
  const largestFirst = days.toSorted((a, b) => b.cost - b.expected - (a.cost - a.expected));
  for (const day of largestFirst) {
    if (found.some(({ first, last }) => last >= day.first && first <= day.last)) continue;
    const inside = [...left].filter(({ first, last }) => last >= day.first - 1 && first <= day.last + 1);
    const excess = costOf(costs, day) - day.expected;
    for (const run of inside) left.delete(run);
    if (inside.some((run) => run.cost - run.expected >= MOST_OF_THE_EXCESS * excess)) {
      found.push(inOne(inside, costs));
      continue;
    }
    const whole = { ...day };
    for (const run of inside) {
      const outside = Math.max(0, day.first - run.first) + Math.max(0, run.last - day.last);
      whole.expected += (run.expected / (run.last - run.first + 1)) * outside;
      whole.first = Math.min(whole.first, run.first);
      whole.last = Math.max(whole.last, run.last);
    }
    found.push({ ...whole, cost: costOf(costs, whole) });
  }
  return [...found, ...left].toSorted((a, b) => a.first - b.first);
}

/** Runs of one day; hours between them are what they are. */
function inOne(runs: readonly Anomaly[], costs: ArrayLike<number>): Anomaly {
  const span = { first: (runs[0] as Anomaly).first, last: (runs.at(-1) as Anomaly).last };
  const excess = runs.reduce((sum, { cost, expected }) => sum + cost - expected, 0);
  const cost = costOf(costs, span);
  return { ...span, cost, expected: cost - excess };
}

function costOf(costs: ArrayLike<number>, { first, last }: Pick<Anomaly, "first" | "last">): number {
  let sum = 0;
  for (let hour = first; hour <= last; hour++) sum += costs[hour] as number;
  return sum;
}

/** Single hours, and hours in a row. */
export function findStrikingHours(series: HourlyCosts, rules: AnomalyRules): Anomaly[] {
  const noise = new NoiseModel(series, rules);
  // What costs time to know is asked last: most hours are nowhere near.
  return runsOf(
    candidates(series, rules),
    rules,
    ({ hour, cost, baseline }) =>
      cost - baseline > FAR * noise.before(hour) * Math.sqrt(baseline) &&
      (baseline >= rules.minimum || cost > 2 * p99OfPast(series.costs, hour)),
  );
}

/**
 * Whether a series can hold an anomaly, when only some of its hours are known and the others are given as costing nothing: with what
 * they really cost, medians are higher and no hour stands out more. Spreads and noise may be smaller, so they are not asked. Days are
 * judged by what is known: whose day is expensive by many cheap hours is not told.
 */
export const mayHoldAnomaly = (known: HourlyCosts, rules: AnomalyRules): boolean =>
  costOf(known.costs, { first: 0, last: known.costs.length - 1 }) >= rules.minimum &&
  (runsOf(
    candidates(known, rules, () => 0),
    rules,
    () => true,
  ).length > 0 ||
    findSustained(known, rules, () => 0).length > 0);

/** Hours in a row that are far above what is usual, where they are so together by what is asked. */
function runsOf(
  hours: Iterable<Striking>,
  { minimum }: AnomalyRules,
  isFar: (hour: Striking) => boolean,
): Anomaly[] {
  const found: Anomaly[] = [];
  for (const one of hours) if (isFar(one)) append(found, one.hour, one.cost, one.baseline);
  return found.filter(({ cost, expected }) => cost - expected >= minimum);
}

interface Striking {
  hour: number;
  cost: number;
  /** The median that it is compared with. */
  baseline: number;
}

/** Hours far above the medians before them, whatever the noise. */
function* candidates(
  { costs, hoursOfWeek }: HourlyCosts,
  { from, minimum }: AnomalyRules,
  spreadOf = medianAbsoluteDeviation,
): Generator<Striking, void> {
  for (let hour = Math.max(DAY * LEAST_REFERENCES, from); hour < costs.length; hour++) {
    const cost = costs[hour] as number;
    if (cost < minimum * LEAST_PART) continue;
    const references = referencesOf(hour, hoursOfWeek);
    if (references.length < LEAST_REFERENCES) continue;
    // Above the higher of two medians a cost is less far than above either. Spreads take longer than both.
    const seasonal = costsAt(costs, references);
    const ofSeason = median(seasonal);
    if (!isAbove(cost, ofSeason, minimum)) continue;
    const lately = costsAt(costs, hoursBefore(hour, DAY));
    const ofLately = median(lately);
    const baseline = Math.max(ofSeason, ofLately);
    if (!isAbove(cost, baseline, minimum)) continue;
    const spread = spreadOf(ofLately > ofSeason ? lately : seasonal, baseline);
    if (cost - baseline > FAR * spread) yield { hour, cost, baseline };
  }
}

const isAbove = (cost: number, usual: number, minimum: number): boolean =>
  cost - usual >= minimum * LEAST_PART && cost - usual > FAR * LEAST_SPREAD * usual;

function append(found: Anomaly[], hour: number, cost: number, expected: number): void {
  const last = found.at(-1);
  if (last && last.last === hour - 1) {
    last.last = hour;
    last.cost += cost;
    last.expected += expected;
  } else found.push({ first: hour, last: hour, cost, expected });
}

/** What was found for the hours of one question, which all its series share. */
const foundReferences = new WeakMap<ArrayLike<number>, number[][]>();

/** Hours before that are like this one: of the week where there are enough, else of the day, workdays and weekends apart. */
function referencesOf(hour: number, hoursOfWeek: ArrayLike<number>): readonly number[] {
  const found = foundReferences.get(hoursOfWeek) ?? [];
  foundReferences.set(hoursOfWeek, found);
  return (found[hour] ??= findReferences(hour, hoursOfWeek));
}

function findReferences(hour: number, hoursOfWeek: ArrayLike<number>): number[] {
  const weekly: number[] = [];
  for (let at = hour - WEEK; at >= 0 && weekly.length < MOST_WEEKS; at -= WEEK) weekly.push(at);
  if (weekly.length >= LEAST_REFERENCES) return weekly;
  const daily: number[] = [];
  for (let days = 1; days <= MOST_DAYS && hour - days * DAY >= 0; days++) daily.push(hour - days * DAY);
  const weekend = (at: number) => (hoursOfWeek[at] as number) >= 5 * DAY;
  const alike = daily.filter((at) => weekend(at) === weekend(hour));
  return alike.length >= LEAST_REFERENCES ? alike : daily;
}

/** Where such hours cost next to nothing, the dearest ones among all say what is usual: one in a hundred of the weeks before. */
const p99OfPast = (costs: ArrayLike<number>, hour: number): number =>
  quantileSorted(
    Float64Array.from(hoursBefore(hour, MOST_WEEKS * WEEK), (at) => costs[at] as number).sort(),
    0.99,
  );

const hoursBefore = (hour: number, count: number): number[] =>
  Array.from({ length: Math.min(count, hour) }, (_, index) => hour - 1 - index);

const costsAt = (costs: ArrayLike<number>, hours: readonly number[]): number[] =>
  hours.map((at) => costs[at] as number);

/** How far hours usually are from their baselines, in proportion to the baseline's root: the median absolute deviation of those before. */
class NoiseModel {
  /** By hour; null: says nothing about noise. */
  private readonly residuals = new Map<number, number | null>();
  private readonly first: number;

  constructor(
    private readonly series: HourlyCosts,
    { from }: AnomalyRules,
  ) {
    // The noise of a few hundred hours is known; older ones cost time only.
    this.first = Math.max(DAY * LEAST_REFERENCES, from - MOST_WEEKS * WEEK);
  }

  before(hour: number): number {
    const seen: number[] = [];
    for (let at = hour - 1; at >= this.first && seen.length < 2 * WEEK; at--) {
      const residual = this.residual(at);
      if (residual !== null) seen.push(residual);
    }
    return seen.length < DAY ? 0 : medianAbsoluteDeviation(seen, 0);
  }

  private residual(hour: number): number | null {
    const known = this.residuals.get(hour);
    if (known !== undefined) return known;
    const made = this.make(hour);
    this.residuals.set(hour, made);
    return made;
  }

  private make(hour: number): number | null {
    const { costs, hoursOfWeek } = this.series;
    const cost = costs[hour] as number;
    if (cost === 0) return null;
    const references = referencesOf(hour, hoursOfWeek);
    if (references.length < LEAST_REFERENCES) return null;
    const usual = median(costsAt(costs, references));
    return usual > 0 ? (cost - usual) / Math.sqrt(usual) : null;
  }
}
