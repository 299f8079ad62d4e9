"use client";

import { LineChart, quantileSeries } from "@/components/charts/time-series/line-chart";
import type { ChangeMark, Margins, Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import { Panel } from "@/components/ui/panel";
import type { QuantileName } from "@/lib/latency/observed";

interface LatencyChartProps {
  question: string;
  /** "p50 to p99, by hour" */
  subtitle: string;
  times: readonly number[];
  margins: Margins;
  /** All together: the four quantiles. */
  quantiles?: Record<QuantileName, (number | null)[]>;
  /** Traces with such a value, and the word of their list that takes at least how much. */
  traces: { href: string; atLeast: string };
  covered: { from: number; to: number };
  cases?: { counts: readonly number[]; many: string } | undefined;
  /** Or one of them for each value. */
  series?: readonly Series[];
  marks?: readonly ChangeMark[];
  empty: string;
  /** Below the drawing: what the figures leave out. */
  note?: React.ReactNode;
}

/** A measure over time; dragging over it zooms the page's range. */
export function LatencyChart({ note, quantiles, traces, series = [], ...chart }: LatencyChartProps) {
  const zoom = useZoom();
  return (
    <Panel className="pt-2.5">
      <LineChart
        {...chart}
        how="how-to/find-slow#the-four-measures"
        series={
          quantiles
            ? quantileSeries(quantiles, traces)
            : series.map((one) => (one.href ? { ...one, atLeast: traces.atLeast } : one))
        }
        height={240}
        quantity="duration"
        syncId="latency"
        fileName="latency-over-time"
        {...zoom}
      />
      {note}
    </Panel>
  );
}
