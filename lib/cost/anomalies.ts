import { median, quantileSorted, robustSpread } from "@/lib/stats/sorted";

/** Cost by hour of one feature, or of one user within it; the oldest hour first, without gaps. */
export interface HourlyCosts {
  /** US dollars. */
  costs: ArrayLike<number>;
  /** Place of each hour in the week, 0 to 167. */
  hoursOfWeek: ArrayLike<number>;
}

export interface AnomalyRules {
  /** Only hours from this index on are judged; those before are history. */
  from: number;
  /** US dollars above the baseline, of all hours in a row together, below which nobody needs to know. */
  minimum: number;
}

/** One or several hours in a row that cost far more than such hours do. */
export interface Anomaly {
  first: number;
  /** Inclusive. */
  last: number;
  cost: number;
  expected: number;
}

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
/** A baseline of equal hours still varies by this share: with {@link FAR}, an anomaly is at least twice what is usual. */
const LEAST_SPREAD = 0.2;

/**
 * Hours that cost far more than such hours did before. The baseline is the median of the same hour of the week in up to four
 * weeks before; with less history, of the same hour of the day; the spread is their median absolute deviation, or that of all hours
 * before around their own baselines (in proportion to the root of the baseline, as counts vary), whichever is larger. What has been
 * dear for more than half a day is the new normal: the median of the day before is then the baseline. Medians are not moved by
 * earlier anomalies. Hours in a row are one.
 */
export function findAnomalies(series: HourlyCosts, { from, minimum }: AnomalyRules): Anomaly[] {
  const { costs, hoursOfWeek } = series;
  const found: Anomaly[] = [];
  const noise = new RunningNoise();
  // The noise of a few hundred hours is known; older ones cost time only.
  for (let hour = Math.max(DAY * LEAST_REFERENCES, from - MOST_WEEKS * WEEK); hour < costs.length; hour++) {
    const cost = costs[hour] as number;
    const worthALook = hour >= from && cost >= minimum * LEAST_PART;
    // Baselines of hours that cost nothing say nothing about noise.
    if (!worthALook && cost === 0) continue;
    const references = referencesOf(hour, hoursOfWeek);
    if (references.length < LEAST_REFERENCES) continue;
    const seasonal = baselineOf(costs, references);
    if (worthALook) {
      const lately = baselineOf(costs, hoursBefore(hour, DAY));
      const baseline = lately.median > seasonal.median ? lately : seasonal;
      const excess = cost - baseline.median;
      // What costs time to know is asked last: most hours are nowhere near.
      const far =
        excess >= minimum * LEAST_PART &&
        excess > FAR * Math.max(baseline.spread, LEAST_SPREAD * baseline.median) &&
        excess > FAR * noise.spread() * Math.sqrt(baseline.median) &&
        (baseline.median >= minimum || cost > 2 * usualPeak(costs, hour));
      if (far) append(found, hour, cost, baseline.median);
    }
    if (seasonal.median > 0) noise.add((cost - seasonal.median) / Math.sqrt(seasonal.median));
  }
  return found.filter(({ cost, expected }) => cost - expected >= minimum);
}

function append(found: Anomaly[], hour: number, cost: number, expected: number): void {
  const last = found.at(-1);
  if (last && last.last === hour - 1) {
    last.last = hour;
    last.cost += cost;
    last.expected += expected;
  } else found.push({ first: hour, last: hour, cost, expected });
}

/** Hours before that are like this one: of the week where there are enough, else of the day, workdays and weekends apart. */
function referencesOf(hour: number, hoursOfWeek: ArrayLike<number>): number[] {
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
const usualPeak = (costs: ArrayLike<number>, hour: number): number =>
  quantileSorted(
    Float64Array.from(hoursBefore(hour, MOST_WEEKS * WEEK), (at) => costs[at] as number).sort(),
    0.99,
  );

const hoursBefore = (hour: number, count: number): number[] =>
  Array.from({ length: Math.min(count, hour) }, (_, index) => hour - 1 - index);

function baselineOf(costs: ArrayLike<number>, hours: readonly number[]): { median: number; spread: number } {
  const values = hours.map((at) => costs[at] as number);
  const centre = median(values);
  return { median: centre, spread: robustSpread(values, centre) };
}

/** How far hours usually are from their baselines, of those seen so far; the median absolute deviation, kept up as they come. */
class RunningNoise {
  private readonly seen: number[] = [];

  add(residual: number): void {
    this.seen.push(residual);
    if (this.seen.length > 2 * WEEK) this.seen.shift();
  }

  spread(): number {
    return this.seen.length < DAY ? 0 : robustSpread(this.seen, 0);
  }
}
