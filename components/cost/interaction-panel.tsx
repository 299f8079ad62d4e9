"use client";

import { DistributionChart } from "@/components/charts/distribution/distribution-chart";
import type { ValueBin } from "@/components/charts/distribution/bins";
import { LineChart } from "@/components/charts/time-series/line-chart";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";

interface InteractionPanelProps {
  times: number[];
  /** Dollars an interaction. */
  mean: (number | null)[];
  bins: ValueBin[];
  marks: { value: number; label: string }[];
  interval: string;
  /** "all 1,204 interactions", "a sample of 40,120". */
  looked: string;
  /** Up to which a bar's traces are listed: `&min_cost_usd=` and `&max_cost_usd=` are added. */
  traces: string;
  covered: { from: number; to: number };
}

/** What an interaction costs: its mean over time, and how costs are spread. A bar leads to its traces. */
export function InteractionPanel({
  times,
  mean,
  bins,
  marks,
  interval,
  looked,
  traces,
  covered,
}: InteractionPanelProps) {
  const zoom = useZoom();
  const usd = (value: number) => value.toFixed(9).replace(/0+$/, "").replace(/\.$/, "");
  return (
    <Panel className="pt-2.5">
      <div className="grid gap-x-6 gap-y-3 md:grid-cols-2">
        <LineChart
          how="how-to/read-costs#figures"
          question="Cost of an interaction"
          subtitle={`mean, ${interval}`}
          times={times}
          series={[{ key: "mean", label: "Mean", values: mean, href: traces }]}
          covered={covered}
          quantity="usd"
          height={140}
          syncId="cost"
          {...zoom}
          empty="No interaction began in this range."
          fileName="cost-of-an-interaction"
        />
        <DistributionChart
          how="how-to/read-costs#figures"
          question="How interactions' costs are spread"
          subtitle={looked}
          bins={bins}
          marks={marks}
          quantity="usd"
          counted="interactions"
          height={140}
          empty="No interaction in this range has a known cost."
          onSelect={({ lower, upper }) => {
            const address = new URL(traces, location.origin);
            address.searchParams.set("min_cost_usd", usd(lower));
            address.searchParams.set("max_cost_usd", usd(upper));
            location.assign(address);
          }}
        />
      </div>
    </Panel>
  );
}
