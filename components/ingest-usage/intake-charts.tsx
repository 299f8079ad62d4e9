"use client";

import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";
import type { IntakeFigures } from "@/lib/ingest-usage/usage-figures";
import { reasonOf } from "@/lib/ingest-usage/reasons";

/** What was taken and what was not, over the range above. */
export function IntakeCharts({ figures, interval }: { figures: IntakeFigures; interval: string }) {
  const common = {
    times: figures.times,
    subtitle: interval,
    quantity: "count" as const,
    height: 140,
    syncId: "intake",
    ...useZoom(),
  };
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel className="pt-2.5">
        <StackedBarChart
          {...common}
          question="Spans, accepted and rejected"
          series={[
            { key: "accepted", label: "accepted", values: figures.accepted },
            { key: "rejected", label: "rejected", values: figures.rejected, color: "var(--bad)" },
          ]}
          empty="Nothing was sent in this range."
        />
      </Panel>
      <Panel className="pt-2.5">
        <StackedBarChart
          {...common}
          question="Whole requests refused, by reason"
          series={Object.entries(figures.refused).map(([code, values]) => ({
            key: code,
            label: reasonOf(code).title,
            values,
          }))}
          empty="No request was refused in this range."
        />
      </Panel>
    </div>
  );
}
