"use client";

import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import type { Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";

interface FailureChartProps {
  times: readonly number[];
  series: readonly Series[];
  subtitle: string;
  covered: { from: number; to: number };
}

/** Failed steps over time, by why they failed. */
export function FailureChart(props: FailureChartProps) {
  const zoom = useZoom();
  return (
    <StackedBarChart
      {...props}
      how="how-to/find-slow#failures"
      question="Which steps failed, and why?"
      quantity="count"
      syncId="latency"
      height={260}
      empty="Nothing failed in this range."
      fileName="failures"
      {...zoom}
    />
  );
}
