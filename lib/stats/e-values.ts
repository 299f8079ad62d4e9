/**
 * Evidence that the mean of a normal estimate is not 0: the likelihood ratio of means spread around 0 against 0. Its mean is 1 where
 * there is nothing, so that it is larger than 1 / alpha with a probability of alpha at most.
 * Source: Howard, Ramdas, McAuliffe, Sekhon: Time-uniform Chernoff bounds, Probability Surveys 17 (2020), the two-sided normal
 * mixture.
 * @param z the estimate in its standard deviations
 * @param spread of the means that are expected, as a variance in the same unit
 * @returns its natural logarithm
 */
export const logEvidence = (z: number, spread = 16): number =>
  (z * z * spread) / (2 * (1 + spread)) - Math.log1p(spread) / 2;

/**
 * Which of several are discoveries, so that the expected share of false ones among them is at most `alpha`, however they depend
 * on each other. Source: Wang, Ramdas: False discovery rate control with e-values, JRSS B 84 (2022), e-BH.
 * @param logs natural logarithms of e-values
 */
export function discoveries(logs: readonly number[], alpha: number): boolean[] {
  const order = logs
    .map((_, index) => index)
    .sort((a, b) => (logs[b] as number) - (logs[a] as number) || a - b);
  let count = 0;
  for (const [rank, index] of order.entries())
    if ((logs[index] as number) >= Math.log(logs.length / (alpha * (rank + 1)))) count = rank + 1;
  const found = new Set(order.slice(0, count));
  return logs.map((_, index) => found.has(index));
}
