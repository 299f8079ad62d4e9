/** What was counted of one segment: how many, their sum (of a share the hits) and, of values, the sum of their squares. */
export interface SegmentSums {
  n: number;
  sum: number;
  /** Absent for shares: a hit's square is a hit. */
  squares?: number;
}

/** A change of a rate, and the standard deviation of its sampling error. */
export interface RateChange {
  change: number;
  error: number;
}

export interface RateDecomposition {
  total: RateChange;
  /** What the changed parts of the segments explain, the rates of each being the mean of before and after. */
  mix: RateChange;
  /** What changed rates inside the segments explain, the parts of each being the mean of before and after. */
  within: RateChange;
  /** What each segment adds to both. */
  segments: Record<string, { mix: number; within: number }>;
}

/**
 * Divides the change of a rate (a share, a mean) into mix and within; they add up to it exactly. A segment without anything on one
 * side has that side's rate of the other: its coming and going is mix.
 * Source: Kitagawa: Components of a difference between two rates, JASA 50 (1955), 1168 to 1194. Errors by the delta method,
 * parts as multinomial.
 * @param inflation how much more each sum varies than that of independent interactions (variance, at least 1)
 */
export function decomposeRate(
  before: Readonly<Record<string, SegmentSums>>,
  after: Readonly<Record<string, SegmentSums>>,
  inflation = 1,
): RateDecomposition {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const [a, b] = [sideOf(before), sideOf(after)];
  const segments: RateDecomposition["segments"] = {};
  let [mix, within, withinVariance] = [0, 0, 0];
  const rates = new Map<string, number>();
  for (const name of names) {
    const [x, y] = [a.of(name), b.of(name)];
    const rateBefore = x.n > 0 ? x.rate : y.rate;
    const rateAfter = y.n > 0 ? y.rate : x.rate;
    const part = (x.part + y.part) / 2;
    const own = {
      mix: ((y.part - x.part) * (rateBefore + rateAfter)) / 2,
      within: (rateAfter - rateBefore) * part,
    };
    segments[name] = own;
    mix += own.mix;
    within += own.within;
    rates.set(name, (rateBefore + rateAfter) / 2);
    if (x.n > 0 && y.n > 0) withinVariance += part * part * (x.variance / x.n + y.variance / y.n);
  }
  const mixVariance = partVariance(a, names, rates) + partVariance(b, names, rates);
  const error = (variance: number): number => Math.sqrt(inflation * variance);
  return {
    total: { change: mix + within, error: error(mixVariance + withinVariance) },
    mix: { change: mix, error: error(mixVariance) },
    within: { change: within, error: error(withinVariance) },
    segments,
  };
}

interface Side {
  all: number;
  of: (name: string) => { n: number; part: number; rate: number; variance: number };
}

function sideOf(sums: Readonly<Record<string, SegmentSums>>): Side {
  const all = Object.values(sums).reduce((sum, { n }) => sum + n, 0);
  return {
    all,
    of: (name) => {
      const { n, sum, squares = sum } = sums[name] ?? { n: 0, sum: 0 };
      if (n === 0) return { n, part: 0, rate: 0, variance: 0 };
      const rate = sum / n;
      // A share of 0 or 1 in a few is not known to be that: half a hit either way.
      const variance =
        squares === sum
          ? ((sum + 0.5) * (n - sum + 0.5)) / (n + 1) ** 2
          : Math.max(0, squares / n - rate * rate);
      return { n, part: n / all, rate, variance };
    },
  };
}

/** Variance of the mean of `rates` over the parts of one side. */
function partVariance(side: Side, names: readonly string[], rates: ReadonlyMap<string, number>): number {
  if (side.all === 0) return 0;
  let [mean, squares] = [0, 0];
  for (const name of names) {
    const { part } = side.of(name);
    const rate = rates.get(name) as number;
    mean += part * rate;
    squares += part * rate * rate;
  }
  return Math.max(0, squares - mean * mean) / side.all;
}
