import { quantile, type Histogram } from "@/lib/stats/histogram";
import { durationBins, type ValueBin } from "@/components/charts/distribution/bins";

/** `durationBins` makes milliseconds of nanoseconds, a millionth; nano-dollars are a billionth of a dollar. */
const usd = (value: number): number => value / 1000;

/** A histogram of nano-dollars as bins in dollars, empty ones included. */
export const costBins = (histogram: Histogram): ValueBin[] =>
  durationBins(histogram).map(({ lower, upper, count }) => ({ lower: usd(lower), upper: usd(upper), count }));

/** Median and 95th percentile, in dollars. */
export const costMarks = (histogram: Histogram): { value: number; label: string }[] =>
  ([0.5, 0.95] as const).flatMap((share) => {
    const nano = quantile(histogram, share);
    return nano === null ? [] : [{ value: nano / 1e9, label: share === 0.5 ? "median" : "p95" }];
  });
