import { upperBound, type Histogram } from "./histogram";

/**
 * How many values are at most `ns`. Bins wholly below count whole; of the one that holds `ns` the part below it counts, as if
 * its values lay evenly on the logarithmic scale. So the answer is off by less than that one bin's count, and exact where a
 * bin ends at `ns`.
 */
export function countBelow({ bins, counts }: Histogram, ns: number): number {
  let below = 0;
  for (const [index, bin] of bins.entries()) {
    const count = counts[index] as number;
    const [low, high] = [upperBound(bin - 1), upperBound(bin)];
    if (high <= ns) below += count;
    else if (low < ns) below += (count * Math.log(ns / low)) / Math.log(high / low);
  }
  return below;
}
