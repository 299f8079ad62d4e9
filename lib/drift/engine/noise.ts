import { nonnegativeLeastSquares } from "@/lib/stats/nonnegative-least-squares";
import { median } from "@/lib/stats/sorted";

import { HOUR_MS } from "./cell";
import { TIME_CONSTANTS_H } from "./model";

/** A cell of the baseline against what the rest of the baseline expects of it. */
export interface Residual {
  at: number;
  lengthMs: number;
  /** Deviation on the scale of shifts. */
  value: number;
  /** Its precision, were interactions independent: the inverse of its sampling variance. */
  precision: number;
}

/** Residuals beyond so many of their standard deviations count as that: one incident must not make everything look noisy. */
const FARTHEST = 6;

const CELL_LAGS = [1, 2, 3, 6];
const HOUR_LAGS = [1, 2, 3, 6, 12, 24, 48];

export interface Noise {
  dispersion: number;
  wander: number[];
}

/**
 * How residuals vary: products of residuals some time apart have the covariance of what wanders as their mean, sampling error
 * falls out of them; what is left of the squares is dispersion. Method of moments, the parts by non-negative least squares
 * over the lags, each lag counted by how well it is known.
 * @param fine cells of one length, in order of time
 * @param hours the same and older ones, by the hour
 */
export function measureNoise(fine: readonly Residual[], hours: readonly Residual[]): Noise {
  let noise: Noise = { dispersion: 1, wander: TIME_CONSTANTS_H.map(() => 0) };
  // Each round weighs and clips by what the one before found.
  for (let round = 0; round < 3; round++) noise = measured(fine, hours, noise);
  return noise;
}

function measured(fine: readonly Residual[], hours: readonly Residual[], before: Noise): Noise {
  const all = before.wander.reduce((sum, part) => sum + part, 0);
  const weightOf = ({ precision }: Residual): number =>
    precision === 0 ? 0 : 1 / (before.dispersion / precision + all);
  const lags: { hours: number; value: number; weight: number }[] = [];
  const cellMs = fine[0]?.lengthMs ?? HOUR_MS;
  if (cellMs < HOUR_MS)
    for (const lag of CELL_LAGS)
      if (lag * cellMs < HOUR_MS) lags.push(usualCovariance(fine, lag * cellMs, weightOf));
  for (const lag of HOUR_LAGS) lags.push(covariance(hours, lag * HOUR_MS, weightOf));
  const wander = nonnegativeLeastSquares(
    TIME_CONSTANTS_H.map((constant) => lags.map((lag) => Math.exp(-lag.hours / constant))),
    lags.map(({ value }) => value),
    lags.map(({ weight }) => weight),
  );
  const total = wander.reduce((sum, part) => sum + part, 0);
  let [squares, count] = [0, 0];
  for (const residual of fine) {
    if (residual.precision === 0) continue;
    const far = FARTHEST * Math.sqrt(before.dispersion / residual.precision + total);
    const near = Math.min(far, Math.abs(residual.value));
    // Cells with little in them count less: their squares say little of wandering.
    squares += near * near * residual.precision - total * residual.precision;
    count++;
  }
  return { dispersion: count === 0 ? 1 : Math.max(1, squares / count), wander };
}

const DAY_MS = 24 * HOUR_MS;

/**
 * The median of the days' covariances: a burst of minutes on some days, which is told from a change by how little one cell may
 * say, must not pass for a level that wanders by minutes.
 */
function usualCovariance(
  residuals: readonly Residual[],
  lagMs: number,
  weightOf: (residual: Residual) => number,
): { hours: number; value: number; weight: number } {
  const all = covariance(residuals, lagMs, weightOf);
  const days = new Map<number, Residual[]>();
  for (const residual of residuals) {
    const day = Math.floor(residual.at / DAY_MS);
    const known = days.get(day) ?? [];
    known.push(residual);
    days.set(day, known);
  }
  const values = [...days.values()]
    .map((day) => covariance(day, lagMs, weightOf))
    .filter(({ weight }) => weight > 0)
    .map(({ value }) => value);
  return values.length < DAYS_FOR_MEDIAN ? all : { ...all, value: median(values) };
}

const DAYS_FOR_MEDIAN = 5;

function covariance(
  residuals: readonly Residual[],
  lagMs: number,
  weightOf: (residual: Residual) => number,
): { hours: number; value: number; weight: number } {
  let [products, weights, squares] = [0, 0, 0];
  let later = 0;
  for (const first of residuals) {
    while (later < residuals.length && (residuals[later] as Residual).at < first.at + lagMs) later++;
    const second = residuals[later];
    if (second === undefined) break;
    if (second.at !== first.at + lagMs) continue;
    const weight = weightOf(first) * weightOf(second);
    const product = weight * clipped(first, weightOf) * clipped(second, weightOf);
    products += product;
    squares += product * product;
    weights += weight;
  }
  if (weights === 0) return { hours: lagMs / HOUR_MS, value: 0, weight: 0 };
  const error = squares / (weights * weights);
  return { hours: lagMs / HOUR_MS, value: products / weights, weight: error > 0 ? 1 / error : 0 };
}

function clipped(residual: Residual, weightOf: (residual: Residual) => number): number {
  const weight = weightOf(residual);
  if (weight === 0) return 0;
  const far = FARTHEST / Math.sqrt(weight);
  return Math.min(far, Math.max(-far, residual.value));
}
