import type { DataPoint } from "@/lib/metrics/read-data-points";
import { usdOfNano } from "@/lib/money/nano-usd";
import { wilson } from "@/lib/stats/compare-shares";
import { EMPTY_HISTOGRAM, type Histogram, merge, quantile, total } from "@/lib/stats/histogram";
import { quantileInterval } from "@/lib/stats/quantile-interval";
import { ratioInterval } from "@/lib/stats/ratio-interval";

import type { Estimate, VersionFigures } from "./document";

/** Sums and histograms that the figures of a version are made of. */
export const FIGURE_SUMS = [
  "interactions",
  "errors",
  "cost_nano_usd",
  "unknown_cost_count",
  "complete",
  "synthetic_clock",
] as const;
export const FIGURE_HISTOGRAMS = ["latency", "ttft"] as const;

/** 95 % to both sides. */
const Z = 1.959964;

/**
 * What interactions were like whose answer one version wrote.
 * @param whole its interactions over the whole range
 * @param pieces their costs by pieces of time
 */
export function versionFigures(
  whole: readonly DataPoint[],
  pieces: readonly DataPoint[],
): Omit<VersionFigures, "calls" | "estimated_calls" | "scores"> {
  const sum = (name: (typeof FIGURE_SUMS)[number]): number =>
    Number(whole.reduce((all, { sums }) => all + (sums[name] ?? 0n), 0n));
  const histogram = (name: (typeof FIGURE_HISTOGRAMS)[number]): Histogram =>
    merge(whole.map(({ histograms }) => histograms[name] ?? EMPTY_HISTOGRAM));
  const interactions = sum("interactions");
  const ttft = histogram("ttft");
  return {
    interactions,
    ...costOf(interactions, sum("cost_nano_usd"), sum("unknown_cost_count"), pieces),
    synthetic_clock: sum("synthetic_clock"),
    latency_p50_ms: quantileOf(histogram("latency"), 0.5),
    latency_p95_ms: quantileOf(histogram("latency"), 0.95),
    ttft_count: total(ttft),
    ttft_p50_ms: quantileOf(ttft, 0.5),
    error_share: shareOf(sum("errors"), interactions),
    complete_share: shareOf(sum("complete"), interactions),
  };
}

/** A part of a whole with Wilson's interval. */
export function shareOf(part: number, whole: number): Estimate {
  if (whole === 0) return { value: null, low: null, high: null };
  const { share, low, high } = wilson({ part, whole }, Z);
  return { value: share, low: Math.max(0, low), high: Math.min(1, high) };
}

/** In milliseconds. */
function quantileOf(histogram: Histogram, q: number): Estimate {
  const ms = (ns: number | null): number | null => (ns === null ? null : ns / 1e6);
  const { low, high } = quantileInterval(histogram, q);
  return { value: ms(quantile(histogram, q)), low: ms(low), high: ms(high) };
}

/** Where the cost of a call is unknown the mean is a lower bound, which no interval of sums makes better. */
function costOf(
  interactions: number,
  nano: number,
  unknown: number,
  pieces: readonly DataPoint[],
): Pick<VersionFigures, "cost_per_interaction_usd" | "unknown_cost_count"> {
  const interval =
    unknown > 0
      ? null
      : ratioInterval(
          pieces.map(({ sums }) => ({
            count: Number(sums["interactions"] ?? 0n),
            sum: Number(sums["cost_nano_usd"] ?? 0n),
          })),
        );
  const usd = (one: number): string => usdOfNano(BigInt(Math.round(Math.max(0, one))));
  const isKnown = interactions > 0 && (nano > 0 || unknown === 0);
  return {
    cost_per_interaction_usd: {
      value: isKnown ? usd(nano / interactions) : null,
      low: interval && usd(interval.low),
      high: interval && usd(interval.high),
    },
    unknown_cost_count: unknown,
  };
}
