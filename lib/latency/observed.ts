import type { DataPoint } from "@/lib/metrics/read-data-points";
import { EMPTY_HISTOGRAM, merge, quantile, total, type Histogram } from "@/lib/stats/histogram";

import { MEASURE, type Measure } from "./measure";

export const QUANTILES = ["p50", "p90", "p95", "p99"] as const;
export type QuantileName = (typeof QUANTILES)[number];
const Q: Record<QuantileName, number> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** In milliseconds; null: nothing was observed. */
export type Quantiles = Record<QuantileName, number | null>;

/** What was seen of a measure. */
export interface Observed extends Quantiles {
  /** Interactions or model calls. */
  all: number;
  /** Those with a value: what the quantiles are of. */
  count: number;
  /** Of a first token: those that did not stream and so have none. */
  unstreamed: number;
  /** Of a first token: those that streamed while nobody said when it began. */
  untimed: number;
  /** Those whose times an importer laid out. */
  synthetic: number;
}

export function quantilesOf(histogram: Histogram): Quantiles {
  const ms = (name: QuantileName): number | null => {
    const ns = quantile(histogram, Q[name]);
    return ns === null ? null : ns / 1e6;
  };
  return { p50: ms("p50"), p90: ms("p90"), p95: ms("p95"), p99: ms("p99") };
}

/** The histogram of a measure's cells together. */
export const histogramOfCells = (cells: readonly DataPoint[], measure: Measure): Histogram =>
  merge(cells.map(({ histograms }) => histograms[MEASURE[measure].histogram] ?? EMPTY_HISTOGRAM));

/** Cells of one group together. */
export function observedOf(cells: readonly DataPoint[], measure: Measure): Observed {
  const sum = (name: string): number => Number(cells.reduce((all, { sums }) => all + (sums[name] ?? 0n), 0n));
  const histogram = histogramOfCells(cells, measure);
  const count = total(histogram);
  const all = sum(MEASURE[measure].source === "traces" ? "interactions" : "calls");
  // A client may time the first token without saying that it streamed.
  const streamed = Math.max(sum("streamed"), count);
  return {
    ...quantilesOf(histogram),
    all,
    count,
    unstreamed: MEASURE[measure].needsStream ? all - streamed : 0,
    untimed: MEASURE[measure].needsStream ? streamed - count : 0,
    synthetic: sum("synthetic_clock"),
  };
}
