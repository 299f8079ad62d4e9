/**
 * How far a sum of independent deviations strays at most, at any time, with probability 1 - alpha: the two-sided normal mixture
 * boundary. The interval around a mean that it gives is right at every look, not only at one.
 * Source: Howard, Ramdas, McAuliffe, Sekhon: Time-uniform, nonparametric, nonasymptotic confidence sequences, Annals of
 * Statistics 49 (2021), equation (14).
 * @param variance of the sum so far
 * @param rho variance at which the mixture is about tightest, scaled: `tightestAt`
 */
export const normalMixtureBound = (variance: number, alpha: number, rho: number): number =>
  Math.sqrt((variance + rho) * Math.log((variance + rho) / (alpha * alpha * rho)));

/** The `rho` that makes the boundary tightest when the sum has this variance; the same paper, section 3.5. */
export function tightestAt(variance: number, alpha: number): number {
  const log = 2 * Math.log(1 / alpha);
  return variance / (log + Math.log1p(log));
}
