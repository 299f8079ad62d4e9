"use client";

import { LineChart, quantileSeries } from "@/components/charts/time-series/line-chart";
import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";

interface UserChartsProps {
  times: readonly number[];
  answered: readonly number[];
  failed: readonly number[];
  costUsd: readonly (number | null)[];
  p50: readonly (number | null)[];
  p95: readonly (number | null)[];
  /** "by hour" */
  interval: string;
  /** Latency is of these newest interactions only. */
  latencyNote: string | null;
}

/** One user over time. */
export function UserCharts(chart: UserChartsProps) {
  const common = { times: chart.times, syncId: "user", height: 160, ...useZoom() };
  const nothing = chart.answered.every((n, i) => n === 0 && chart.failed[i] === 0);
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Panel className="pt-2.5">
        <StackedBarChart
          {...common}
          how="concepts#failures"
          question="Interactions, completed and failed"
          subtitle={chart.interval}
          quantity="count"
          fileName="user-interactions"
          series={
            nothing
              ? []
              : [
                  { key: "ok", label: "Completed", values: chart.answered, color: "var(--q2)" },
                  { key: "failed", label: "Failed", values: chart.failed, color: "var(--bad-fill)" },
                ]
          }
          empty="No interactions in this range."
        />
      </Panel>
      <Panel className="pt-2.5">
        <StackedBarChart
          {...common}
          how="concepts#tokens-and-cost"
          question="Cost"
          subtitle={chart.interval}
          quantity="usd"
          fileName="user-cost"
          series={
            chart.costUsd.every((cost) => cost === null || cost === 0)
              ? []
              : [{ key: "cost", label: "Cost", values: chart.costUsd }]
          }
          empty="No model call with a known cost in this range."
        />
      </Panel>
      <Panel className="pt-2.5">
        <LineChart
          {...common}
          how="concepts#percentiles"
          question="Latency of an interaction, p50 and p95"
          subtitle={chart.latencyNote ?? chart.interval}
          quantity="duration"
          fileName="user-latency"
          series={
            chart.p95.every((value) => value === null)
              ? []
              : quantileSeries({ p50: chart.p50, p95: chart.p95 })
          }
          empty="Nothing has ended in this range."
        />
      </Panel>
    </div>
  );
}
