"use client";

import { LineChart } from "@/components/charts/line-chart";

interface BudgetChartProps {
  question: string;
  times: readonly number[];
  left: readonly (number | null)[];
}

/** What was left of the room for misses, hour by hour; below zero the objective was missed. */
export const BudgetChart = ({ question, times, left }: BudgetChartProps) => (
  <LineChart
    question={question}
    subtitle="by hour"
    times={times}
    series={[{ key: "left", label: "budget left", values: left }]}
    quantity="percent"
    threshold={{ value: 0, label: "used up" }}
    empty="Nothing was observed in this window."
    fileName="error-budget"
  />
);
