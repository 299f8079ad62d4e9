/**
 * Histograms with logarithmic bins: quantiles at most 2 % off, whatever the scale, and mergeable by adding counts.
 * Bin i covers (g^(i-1), g^i] with g = (1+a)/(1-a), a = 0.02; the value 2 g^i/(g+1) is within a of all that it covers.
 * Source: Masson, Rim, Lee: DDSketch, VLDB 2019, section 2.1.
 */
const ACCURACY = 0.02;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LN_GAMMA = Math.log(GAMMA);

/** Sparse: `counts[k]` values lie in bin `bins[k]`; bins ascend. */
export interface Histogram {
  bins: readonly number[];
  counts: readonly number[];
}

export const EMPTY_HISTOGRAM: Histogram = { bins: [], counts: [] };

/** Bin of a whole number of nanoseconds; what is not positive counts as 1 ns. */
export const binOf = (ns: number): number => (ns <= 1 ? 0 : Math.ceil(Math.log(ns) / LN_GAMMA));

/** The same as SQL over a bigint column: null stays null. @param column an expression of ours, never input */
export const binSql = (column: string): string =>
  `(case when ${column} <= 1 then 0 else ceil(ln(${column}::float8) / '${LN_GAMMA}'::float8) end)::smallint`;

/** Nanoseconds that stand for a bin. */
export const valueOf = (bin: number): number => (2 * GAMMA ** bin) / (GAMMA + 1);

/** Upper bound of a bin in nanoseconds, inclusive; the lower bound is that of the bin before. */
export const upperBound = (bin: number): number => GAMMA ** bin;

export function total({ counts }: Histogram): number {
  let sum = 0;
  for (let index = 0; index < counts.length; index++) sum += counts[index] as number;
  return sum;
}

/**
 * The value at rank floor(q (n-1)) of the sorted values, at most 2 % off.
 * @param q 0 to 1
 * @returns nanoseconds; null when the histogram is empty
 */
export function quantile(histogram: Histogram, q: number): number | null {
  const bin = binAtRank(histogram, Math.floor(q * (total(histogram) - 1)));
  return bin === null ? null : valueOf(bin);
}

/** The bin of the value at a rank of the sorted values, from 0; null: there are not so many. */
export function binAtRank({ bins, counts }: Histogram, rank: number): number | null {
  let below = 0;
  // Counted loops: a chart asks this thousands of times, and an iterator makes an object a bin.
  for (let index = 0; index < counts.length; index++) {
    below += counts[index] as number;
    if (below > rank) return bins[index] as number;
  }
  return null;
}

/** The histogram of all values of several. */
export function merge(histograms: readonly Histogram[]): Histogram {
  // Most points of a chart are one histogram.
  const [only] = histograms;
  if (only !== undefined && histograms.length === 1) return only;
  const counts = new Map<number, number>();
  for (const { bins, counts: own } of histograms) {
    for (let index = 0; index < bins.length; index++) {
      const bin = bins[index] as number;
      counts.set(bin, (counts.get(bin) ?? 0) + (own[index] as number));
    }
  }
  const bins = [...counts.keys()].sort((a, b) => a - b);
  return { bins, counts: bins.map((bin) => counts.get(bin) as number) };
}

/** The histogram of raw values in nanoseconds. */
export const histogramOf = (values: readonly number[]): Histogram =>
  merge(values.map((ns) => ({ bins: [binOf(ns)], counts: [1] })));
