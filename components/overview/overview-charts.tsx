"use client";

import type { ReactNode } from "react";

import { LineChart, quantileSeries } from "@/components/charts/time-series/line-chart";
import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import type { ChangeMark, Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";

import type { OverviewSeries } from "./overview-series";

interface OverviewChartsProps {
  series: OverviewSeries;
  /** "by hour" */
  interval: string;
  /** Figures of the whole range, beside the titles. */
  costTotal: string;
  /** Where a series' traces are listed, by the attribute that groups it. */
  links: Record<"feature" | "model", Record<string, string>>;
  /** Traces of the range: all, those that were answered and that failed, and those that lack a part. */
  traces: Record<"all" | "ok" | "error" | "incomplete", string>;
  /** An importer laid some of the times out. */
  synthetic: boolean;
  /** The time that the figures are of, epoch ms. */
  covered: { from: number; to: number };
  /** New prompts, models and releases. */
  marks: readonly ChangeMark[];
}

/** How it moved: traffic, latency, first token, cost and what is missing, over the same buckets with one cursor. */
export function OverviewCharts(props: OverviewChartsProps) {
  const { series, interval, costTotal, links, marks, traces, covered } = props;
  const timed = props.synthetic ? `${interval}; synthetic clock` : interval;
  const common = { times: series.times, marks, covered, syncId: "overview", ...useZoom() };
  const to = (list: readonly Series[], href: (key: string) => string, atLeast?: string): Series[] =>
    list.map((item) => ({ ...item, href: href(item.key), ...(atLeast ? { atLeast } : {}) }));
  const linked = (list: Series[], kind: keyof typeof links): Series[] =>
    list.map((item) => (links[kind][item.key] ? { ...item, href: links[kind][item.key] } : item));
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Chart>
        <StackedBarChart
          {...common}
          how="concepts#failures"
          question="Interactions, completed and failed"
          subtitle={interval}
          quantity="count"
          series={to(series.interactions, (key) => (key === "error" ? traces.error : traces.ok))}
          href={traces.all}
          empty="No interactions in this range."
        />
      </Chart>
      <Chart>
        <LineChart
          {...common}
          how="concepts#percentiles"
          question="Latency of an interaction, p50 and p95"
          subtitle={timed}
          quantity="duration"
          series={to(quantileSeries(series.latency), () => traces.all, "min_duration_ms")}
          cases={{ counts: series.latency.counts, many: "interactions" }}
          empty="Nothing has ended in this range."
        />
      </Chart>
      <Chart>
        <LineChart
          {...common}
          how="concepts#time-to-first-token"
          question="First token, p50 and p95"
          subtitle={`from the request, ${timed}`}
          quantity="duration"
          series={to(quantileSeries(series.ttft), () => traces.all, "min_ttft_ms")}
          cases={{ counts: series.ttft.counts, many: "interactions" }}
          empty="No answer streamed in this range."
        />
      </Chart>
      <Chart>
        <StackedBarChart
          {...common}
          how="concepts#tokens-and-cost"
          question="Cost by feature"
          subtitle={costTotal}
          quantity="usd"
          series={linked(series.costByFeature, "feature")}
          href={traces.all}
          empty="No model call with a known cost in this range."
        />
      </Chart>
      <Chart>
        <StackedBarChart
          {...common}
          how="concepts#tokens-and-cost"
          question="Cost by model"
          subtitle={costTotal}
          quantity="usd"
          series={linked(series.costByModel, "model")}
          href={traces.all}
          empty="No model call with a known cost in this range."
        />
      </Chart>
      <Chart>
        <LineChart
          {...common}
          how="concepts#completeness"
          question="Share of interactions with all five parts"
          subtitle={interval}
          quantity="percent"
          series={to(series.completeness, () => traces.incomplete)}
          empty="No interactions in this range."
        />
      </Chart>
    </div>
  );
}

const Chart = ({ children }: { children: ReactNode }) => <Panel className="pt-2.5">{children}</Panel>;
