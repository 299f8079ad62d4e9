import { median } from "./sorted";

/** Makes a median absolute deviation comparable with a standard deviation, were the values normal. */
const NORMAL = 0.6745;

/** Steps from each value to the next. */
const steps = (values: ArrayLike<number>): number[] =>
  Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => values[i + 1]! - values[i]!);

/**
 * The standard deviation of the noise around whatever course a series takes, from the median step: a shift is one step of many
 * and hardly moves it, a trend is the same in all. Assumes that the noise has no memory: with one it is too low. 0 of fewer than two.
 */
export function noiseOfSteps(values: ArrayLike<number>): number {
  const all = steps(values);
  if (all.length === 0) return 0;
  const usual = median(all);
  return median(all.map((step) => Math.abs(step - usual))) / NORMAL / Math.SQRT2;
}

/**
 * The series with single values that stand out from their two neighbours on each side put back to the median of the five
 * (Hampel's filter): what lasts three rows or longer stays. The first and last two rows are left.
 * @param most so many standard deviations of a median step is still usual
 */
export function withoutSpikes(values: Float64Array, most: number): Float64Array {
  const all = steps(values).map(Math.abs);
  const limit = all.length === 0 ? 0 : (most * median(all)) / NORMAL;
  return values.map((value, i) => {
    if (i < 2 || i + 2 >= values.length) return value;
    const middle = median(values.subarray(i - 2, i + 3));
    return Math.abs(value - middle) > limit ? middle : value;
  });
}

/** The series with mean 0 and variance 1; all zeros where nothing varies. Numbers of any finite size. */
export function standardised(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values);
  const largest = list.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return list;
  const scaled = list.map((value) => value / largest);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const variance = scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length;
  const deviation = Math.sqrt(variance);
  // Below the digits that a sum keeps, differences are rounding.
  return deviation < 1e-12 ? scaled.fill(0) : scaled.map((value) => (value - mean) / deviation);
}
