import { type Histogram, upperBound } from "@/lib/stats/histogram";

/** How many values lie in (lower, upper]. */
export interface ValueBin {
  lower: number;
  upper: number;
  count: number;
}

const NS_PER_MS = 1e6;

/** A histogram of nanoseconds as bins in milliseconds, empty ones included. */
export function durationBins({ bins, counts }: Histogram): ValueBin[] {
  if (bins.length === 0) return [];
  const byBin = new Map(bins.map((bin, i) => [bin, counts[i]!]));
  const first = bins[0]!;
  return Array.from({ length: bins.at(-1)! - first + 1 }, (_, i) => ({
    lower: upperBound(first + i - 1) / NS_PER_MS,
    upper: upperBound(first + i) / NS_PER_MS,
    count: byBin.get(first + i) ?? 0,
  }));
}

/** At most `most` bars: whole neighbouring bins together, equally many each, so that no bar is taller for holding more bins. */
export function foldBins(bins: readonly ValueBin[], most: number): ValueBin[] {
  const size = Math.max(1, Math.ceil(bins.length / Math.max(1, most)));
  const bars: ValueBin[] = [];
  for (let i = 0; i < bins.length; i += size) {
    const group = bins.slice(i, i + size);
    bars.push({
      lower: group[0]!.lower,
      upper: group.at(-1)!.upper,
      count: group.reduce((sum, { count }) => sum + count, 0),
    });
  }
  // A last bar of fewer bins would be lower for that reason alone: it is as wide as the others.
  const last = bars.at(-1);
  if (last && bars.length > 1 && bins.length % size !== 0) {
    const ratio = bars[0]!.upper / bars[0]!.lower;
    if (Number.isFinite(ratio)) last.upper = last.lower * ratio;
  }
  return bars;
}
