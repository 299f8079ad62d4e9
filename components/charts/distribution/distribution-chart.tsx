"use client";

import dynamic from "next/dynamic";

import { type Quantity, exactQuantity } from "@/lib/format/quantity";

import { ChartFrame, type FrameProps, Undrawn } from "../frame/chart-frame";
import { tableOf } from "../frame/table-data";
import type { ValueBin } from "./bins";
import type { ValueMark } from "./named-marks";

const DistributionPlot = dynamic(() => import("./distribution-plot"), { ssr: false, loading: Undrawn });

interface DistributionChartProps extends FrameProps {
  /** Ascending, evenly spaced on a logarithmic scale, empty ones included: `durationBins(histogram)`. */
  bins: readonly ValueBin[];
  quantity: Quantity;
  /** What is counted: "calls". */
  counted: string;
  /** Values that stand for all: p50, p95. */
  marks?: readonly ValueMark[];
  /** Called with the bounds of a bar that was clicked, or chosen with Enter. */
  onSelect?: ((bounds: { lower: number; upper: number }) => void) | undefined;
  height?: number;
}

/** How are the values spread? Bars over a logarithmic axis, with the quantiles where they lie. */
export function DistributionChart({
  bins,
  quantity,
  counted,
  marks = [],
  onSelect,
  height = 190,
  ...frame
}: DistributionChartProps) {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    <ChartFrame
      {...frame}
      height={height}
      empty={all === 0 ? (frame.empty ?? "Nothing was recorded in this range.") : undefined}
      table={() =>
        tableOf(
          ["Above", "Up to", counted[0]!.toUpperCase() + counted.slice(1)],
          bins.map(({ lower, upper, count }) => [
            exactQuantity(lower, quantity),
            exactQuantity(upper, quantity),
            exactQuantity(count, "count"),
          ]),
          bins.map(({ lower, upper, count }) => [lower, upper, count]),
        )
      }
    >
      <DistributionPlot
        {...{ bins, quantity, counted, marks, onSelect, height, all }}
        title={frame.question}
      />
    </ChartFrame>
  );
}
