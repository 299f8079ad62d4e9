import { median } from "./sorted";

/** A shorter period cannot be told from a memory of a row or two. */
const SHORTEST = 3;
/** The period must have been seen so often. */
const MIN_PERIODS = 4;
/** The steps of a series with a season look like those of a period before at least so much (autocorrelation). */
const MIN_CORRELATION = 0.4;
/** A longer period has to be better by so much, else multiples of the period win. */
const BETTER = 0.05;
const LONGEST = 400;
/** Steps beyond so many deviations count as this many: a shift is no rhythm. */
const CLIP = 3;
const NORMAL = 1.4826;

/**
 * The number of rows after which a series repeats itself, from the autocorrelation of its clipped steps; null when it does not.
 * Source: peaks of the correlogram as in Box, Jenkins: Time Series Analysis; clipped as in robust autocorrelation.
 */
export function seasonLength(values: ArrayLike<number>): number | null {
  const steps = Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => values[i + 1]! - values[i]!);
  if (steps.length < SHORTEST * MIN_PERIODS) return null;
  const usual = median(steps);
  const spread = NORMAL * median(steps.map((step) => Math.abs(step - usual)));
  if (!(spread > 0)) return null;
  const clipped = steps.map((step) => Math.max(-CLIP, Math.min(CLIP, (step - usual) / spread)));
  const correlation = correlogram(clipped, Math.min(LONGEST, Math.floor(values.length / MIN_PERIODS)));
  let best = 0;
  let length: number | null = null;
  for (let lag = SHORTEST; lag < correlation.length - 1; lag++) {
    const here = correlation[lag]!;
    const peak = here > correlation[lag - 1]! && here >= correlation[lag + 1]!;
    if (!peak || here < best + BETTER) continue;
    best = here;
    length = lag;
  }
  return best > MIN_CORRELATION ? length : null;
}

/** Autocorrelations by lag, from 0 on, each by the products that it has. */
function correlogram(values: number[], most: number): number[] {
  const power = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return Array.from({ length: most + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < values.length; i++) sum += values[i]! * values[i - lag]!;
    return power > 0 ? sum / (values.length - lag) / power : 0;
  });
}

/** The series less its season (medians by place in the period around a moving mean of one period); itself without one. */
export function withoutSeason(values: Float64Array): Float64Array {
  const length = seasonLength(values);
  if (length === null) return values;
  const half = Math.floor(length / 2);
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => (sums[i + 1] = sums[i]! + value));
  const offTrend = values.map((value, i) => {
    const from = Math.max(0, i - half);
    const to = Math.min(values.length, i + half + 1);
    return value - (sums[to]! - sums[from]!) / (to - from);
  });
  const pattern = Array.from({ length }, (_, place) =>
    median(offTrend.filter((_value, i) => i % length === place)),
  );
  const centre = pattern.reduce((sum, value) => sum + value, 0) / length;
  return values.map((value, i) => value - pattern[i % length]! + centre);
}
