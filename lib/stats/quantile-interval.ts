import { binAtRank, type Histogram, total, upperBound } from "./histogram";

/** A bound is null where there are too few values to have one. */
export interface QuantileInterval {
  low: number | null;
  high: number | null;
}

/** Each end misses with at most this chance: both together with 5 %. */
const MISS = 0.025;
const Z = 1.959964;
/** Beyond, the normal approximation of ranks is off by less than a rank that anybody would see. */
const MOST_EXACT = 5_000;

/**
 * The interval of 95 % around a quantile, whatever the distribution: between two values of the sample, by their ranks. Ends are
 * those of their bins, so that binning makes it wider and never wrong.
 * Source: Conover: Practical Nonparametric Statistics, 3rd edition, 3.2.
 * @param q 0 to 1, neither included
 * @returns nanoseconds
 */
export function quantileInterval(histogram: Histogram, q: number): QuantileInterval {
  const n = total(histogram);
  const { low, high } = n <= MOST_EXACT ? exactRanks(n, q) : normalRanks(n, q);
  const lowBin = low === null ? null : binAtRank(histogram, low);
  const highBin = high === null ? null : binAtRank(histogram, high);
  return {
    low: lowBin === null ? null : upperBound(lowBin - 1),
    high: highBin === null ? null : upperBound(highBin),
  };
}

interface Ranks {
  low: number | null;
  high: number | null;
}

/**
 * Ranks from 0. So many values lie below the quantile as a binomial variable B(n, q) says: the value at rank r lies above it with
 * P(B ≤ r), and below it with P(B > r).
 */
function exactRanks(n: number, q: number): Ranks {
  let low: number | null = null;
  let logTerm = n * Math.log(1 - q);
  let below = 0;
  for (let r = 0; r < n; r++) {
    below += Math.exp(logTerm);
    if (below <= MISS) low = r;
    if (1 - below <= MISS) return { low, high: r };
    logTerm += Math.log((n - r) / (r + 1)) + Math.log(q / (1 - q));
  }
  return { low, high: null };
}

function normalRanks(n: number, q: number): Ranks {
  const half = Z * Math.sqrt(n * q * (1 - q)) + 1;
  const [low, high] = [Math.floor(n * q - half), Math.ceil(n * q + half)];
  return { low: low < 0 ? null : low, high: high > n - 1 ? null : high };
}
