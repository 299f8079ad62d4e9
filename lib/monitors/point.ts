import { unitOf } from "@/lib/metrics/figure";
import type { Figure } from "@/lib/metrics/series";

import type { Measured } from "./definition";

/** What a monitor judges: the figure of a window that ended then. */
export interface Point {
  endMs: number;
  /** In the unit of the metric: share, ms, US dollars, tokens, count. Null: nothing is known. */
  value: number | null;
  /** Of how many observations; null: it is a sum. */
  count: number | null;
}

/** Whether nothing at all is a figure too: of sums it is 0. */
export const isSum = (metric: string): boolean => ["count", "usd", "tokens"].includes(unitOf(metric));

/** The one number of a figure that a monitor is about. */
export function pointOf({ metric, quantile = "p95" }: Measured, endMs: number, figure: Figure): Point {
  const unit = unitOf(metric);
  const count = figure.count ?? null;
  if (unit === "ms") return { endMs, value: figure[quantile] ?? null, count };
  if (unit === "tokens")
    return { endMs, value: (figure.input_total ?? 0) + (figure.output_total ?? 0), count: null };
  const value = figure.value ?? null;
  return { endMs, value: value === null ? null : Number(value), count: isSum(metric) ? null : count };
}

/** A series of which nothing came. */
export const nothing = (metric: string, endMs: number): Point => ({
  endMs,
  value: isSum(metric) ? 0 : null,
  count: isSum(metric) ? null : 0,
});
