"use client";

import { LineChart } from "@/components/charts/time-series/line-chart";
import { useZoom } from "@/components/shell/use-zoom";

interface BudgetChartProps {
  question: string;
  times: readonly number[];
  left: readonly (number | null)[];
  /** Traces of the window that missed it. */
  missedHref: string;
}

/** How much of the room for misses was used, hour by hour; above 100 % the objective is missed. */
export function BudgetChart({ question, times, left, missedHref }: BudgetChartProps) {
  const { onOpen } = useZoom();
  return (
    <LineChart
      how="how-to/find-slow#objectives"
      question={question}
      subtitle="by hour"
      times={times}
      series={[
        { key: "used", label: "used", values: left.map((share) => (share === null ? null : 1 - share)) },
      ]}
      quantity="percent"
      threshold={{ value: 1, label: "all of it" }}
      empty="Nothing was observed in this window."
      fileName="error-budget"
      href={missedHref}
      onOpen={onOpen}
    />
  );
}
