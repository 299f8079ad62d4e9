"use client";

import { QUANTILE_COLORS, type Quantile } from "../palette";
import { TimeChart } from "./time-chart";
import type { Series, TimeChartProps } from "../types";

/** Values that move: rates, latencies, scores. Gaps stay gaps. */
export const LineChart = (props: TimeChartProps) => <TimeChart look="lines" {...props} />;

/** Quantiles of one thing as shades of one hue, the outermost first. */
export const quantileSeries = (
  quantiles: Partial<Record<Quantile, readonly (number | null)[]>>,
  more: Pick<Series, "href" | "atLeast"> = {},
): Series[] =>
  (Object.keys(QUANTILE_COLORS) as Quantile[])
    .toReversed()
    .filter((q) => quantiles[q] !== undefined)
    .map((q) => ({ key: q, label: q, values: quantiles[q]!, color: QUANTILE_COLORS[q], ...more }));
