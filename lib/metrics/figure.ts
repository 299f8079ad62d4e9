import { usdOfNano } from "@/lib/money/nano-usd";
import { quantile, type Histogram } from "@/lib/stats/histogram";

import type { Figure, MetricAnswer } from "./series";

/** What the rows of one point add up to. */
export interface Totals {
  sums: ReadonlyMap<string, bigint>;
  histogram: Histogram;
}

export function unitOf(metric: string): MetricAnswer["unit"] {
  if (metric === "error_rate" || metric === "completeness") return "ratio";
  if (metric.endsWith("latency") || metric.endsWith("ttft")) return "ms";
  if (metric === "cost_usd") return "usd";
  if (metric === "tokens") return "tokens";
  return metric.startsWith("score:") ? "score" : "count";
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Sums and histograms as the figure that a metric shows. */
export function figureOf(metric: string, { sums, histogram }: Totals): Figure {
  const sum = (name: string): number => Number(sums.get(name) ?? 0n);
  const count = sums.has("calls") ? sum("calls") : sum("interactions");
  switch (metric) {
    case "interactions":
      return { value: sum("interactions") };
    case "generations":
      return { value: sum("calls") };
    case "errors":
      return { value: sum("errors"), count };
    case "error_rate":
      return { value: ratio(sum("errors"), count), count };
    case "cost_usd": {
      const unknown = sum("unknown_cost_count");
      const cost = sums.get("cost_nano_usd") ?? 0n;
      // Nothing known and something unknown is unknown, not free.
      return { value: cost === 0n && unknown > 0 ? null : usdOfNano(cost), unknown, ...estimatedOf(sum) };
    }
    case "tokens":
      return tokensOf(sum, sums.has("input_tokens"));
    case "completeness":
      return {
        value: ratio(sum("complete"), count),
        count,
        missing: {
          prompt_version: sum("missing_prompt"),
          context: sum("missing_context"),
          output: sum("missing_output"),
          tool_results: sum("missing_tools"),
          cost: sum("missing_cost"),
        },
      };
    default:
      if (sums.has(metric)) return { value: sum(metric), count };
      return { ...percentilesOf(histogram), ...syntheticOf(sum) };
  }
}

function syntheticOf(sum: (name: string) => number): Pick<Figure, "synthetic_clock"> {
  const synthetic = sum("synthetic_clock");
  return synthetic === 0 ? {} : { synthetic_clock: synthetic };
}

/** Said only where there is something to say. */
function estimatedOf(sum: (name: string) => number): Pick<Figure, "estimated"> {
  const estimated = sum("estimated_calls");
  return estimated === 0 ? {} : { estimated };
}

/** In milliseconds; null without observations. */
export function percentilesOf(histogram: Histogram): Figure {
  const ms = (q: number): number | null => {
    const ns = quantile(histogram, q);
    return ns === null ? null : ns / 1e6;
  };
  return {
    p50: ms(0.5),
    p90: ms(0.9),
    p95: ms(0.95),
    p99: ms(0.99),
    count: histogram.counts.reduce((total, count) => total + count, 0),
  };
}

/** Users' shares hold totals only: their parts are unknown there. */
function tokensOf(sum: (name: string) => number, totalsOnly: boolean): Figure {
  if (totalsOnly) {
    return {
      input_total: sum("input_tokens"),
      cache_read: null,
      cache_write: null,
      output_total: sum("output_tokens"),
      reasoning: null,
    };
  }
  return {
    input_total:
      sum("input_uncached_tokens") +
      sum("cache_read_tokens") +
      sum("cache_write_tokens") +
      sum("input_audio_tokens"),
    cache_read: sum("cache_read_tokens"),
    cache_write: sum("cache_write_tokens"),
    output_total: sum("output_text_tokens") + sum("reasoning_tokens") + sum("output_audio_tokens"),
    reasoning: sum("reasoning_tokens"),
    unknown: sum("unknown_usage_count"),
    ...estimatedOf(sum),
  };
}
