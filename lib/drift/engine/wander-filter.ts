import { TIME_CONSTANTS_H, type ComponentModel } from "./model";

/**
 * What is known of where a series stands beside its baseline: an error of the baseline that stays, and wanderings that fade with
 * the time constants. A Kalman filter, so that a deviation that the baseline's own history makes likely is expected in the next
 * cell and is not evidence. However far it goes, it is followed: what stands far off is evidence by not coming back as it should, and
 * an expectation that stopped at some deviation would call every rarer excursion a change. Source: Harvey: Forecasting, Structural Time Series Models and the Kalman Filter, 1989, 3.1 to 3.3.
 */
export const PARTS = TIME_CONSTANTS_H.length + 1;

/** What varies at first: covariance of the parts, row by row; the baseline's error last. */
export function startCovariance(model: ComponentModel): number[] {
  const covariance = Array.from({ length: PARTS * PARTS }, () => 0);
  for (let part = 0; part < PARTS; part++) covariance[part * PARTS + part] = partVariance(model, part);
  return covariance;
}

const partVariance = ({ wander, levelError }: ComponentModel, part: number): number =>
  part < PARTS - 1 ? (wander[part] as number) : levelError;

/** Time passes: what wanders fades, and becomes less sure. @param means one expectation of `PARTS` numbers after another */
export function fade(means: number[], covariance: number[], { wander }: ComponentModel, hours: number): void {
  const keep = keepOf(hours);
  for (let at = 0; at < means.length; at++) means[at] = (means[at] as number) * (keep[at % PARTS] as number);
  for (let a = 0; a < PARTS; a++) {
    const keepA = keep[a] as number;
    for (let b = 0; b < PARTS; b++) {
      const at = a * PARTS + b;
      covariance[at] = (covariance[at] as number) * keepA * (keep[b] as number);
    }
    if (a < PARTS - 1) {
      const at = a * PARTS + a;
      covariance[at] = (covariance[at] as number) + (wander[a] as number) * (1 - keepA * keepA);
    }
  }
}

/** The same lengths come again and again. */
const kept = new Map<number, readonly number[]>();

function keepOf(hours: number): readonly number[] {
  const known = kept.get(hours);
  if (known !== undefined) return known;
  const keep = [...TIME_CONSTANTS_H.map((constant) => Math.exp(-hours / constant)), 1];
  if (kept.size < 64) kept.set(hours, keep);
  return keep;
}

/** The expected deviation from the baseline, of the `index`th expectation. */
export function expectedOf(means: readonly number[], index: number): number {
  let sum = 0;
  for (let at = index * PARTS; at < (index + 1) * PARTS; at++) sum += means[at] as number;
  return sum;
}

/** How unsure that is, as a variance. */
export function varianceOf(covariance: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < covariance.length; at++) sum += covariance[at] as number;
  return Math.max(0, sum);
}

/**
 * Every expectation learns from a cell.
 * @param innovations what each saw less what it expected
 * @param variance of an innovation
 */
export function learn(
  means: number[],
  covariance: number[],
  innovations: Float64Array,
  variance: number,
): void {
  for (let a = 0; a < PARTS; a++) {
    let gain = 0;
    for (let b = 0; b < PARTS; b++) gain += covariance[a * PARTS + b] as number;
    gains[a] = gain;
    for (let index = 0, at = a; at < means.length; index++, at += PARTS)
      means[at] = (means[at] as number) + (gain * (innovations[index] as number)) / variance;
  }
  for (let a = 0; a < PARTS; a++)
    for (let b = 0; b < PARTS; b++) {
      const at = a * PARTS + b;
      covariance[at] = (covariance[at] as number) - ((gains[a] as number) * (gains[b] as number)) / variance;
    }
}

const gains = new Float64Array(PARTS);

/** The error of a baseline's level is not believed to be larger than in one of a thousand baselines. */
const BOUND_Z = 3.0902323061678132;

/**
 * How far a rare share may truly stand above what its baseline says, on the scale of logits. That error is no normal one: of a share that
 * was hit h times the logarithm has a variance of 1 / h and, upwards, a tail as thin as that of a gamma distribution; a normal one would
 * let "nothing failed in a week" expect any number of failures. Its upper quantile by Wilson and Hilferty: The Distribution of
 * Chi-Square, 1931, with h = 1 / variance. For a share that was hit often it is the normal distribution's.
 * @param variance `levelError` of the model
 */
export const levelBound = (variance: number): number =>
  3 * Math.log(1 - variance / 9 + (BOUND_Z * Math.sqrt(variance)) / 3);

/**
 * Holds what is believed of the baseline's error within {@link levelBound}, towards the side on which a share has room.
 * @param side 1: the share is below a half; -1: above
 */
export function boundLevel(means: number[], { levelError }: ComponentModel, side: 1 | -1): void {
  const bound = levelBound(levelError);
  for (let at = PARTS - 1; at < means.length; at += PARTS)
    if ((means[at] as number) * side > bound) means[at] = bound * side;
}
