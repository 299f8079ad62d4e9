"use client";

import { useQuery } from "@tanstack/react-query";

import { ChartFrame } from "@/components/charts/frame/chart-frame";
import { timeTable } from "@/components/charts/time-series/time-table";
import { useTimeZone } from "@/components/ui/time-zone";
import { byInterval } from "@/lib/format/interval";

import { HistogramBars } from "./histogram-bars";
import { histogramQuery } from "./queries";

const HEIGHT = 58;

interface TraceHistogramChartProps {
  projectSlug: string;
  search: string;
  onZoom: (from: number, to: number) => void;
}

/** Traces and failures over time for the list below; dragging chooses the time range. */
export function TraceHistogramChart({ projectSlug, search, onZoom }: TraceHistogramChartProps) {
  const query = useQuery(histogramQuery(projectSlug, search));
  const zone = useTimeZone();
  const buckets = query.data?.buckets ?? [];
  const times = buckets.map(({ at }) => Date.parse(at));
  const counts = buckets.map(({ count }) => count);
  const errors = buckets.map(({ errors }) => errors);
  const total = counts.reduce((sum, n) => sum + n, 0);
  const failed = errors.reduce((sum, n) => sum + n, 0);
  return (
    <div className="border-b border-line bg-surface px-3 pt-1.5 pb-1">
      <ChartFrame
        how="how-to/find-traces#search"
        // A text that very many may carry is looked for while the list is read, and not counted here.
        question={query.data?.exact === false ? "Traces over time, whatever their text" : "Traces over time"}
        subtitle={
          query.data &&
          `${total.toLocaleString("en")} in all, ${failed.toLocaleString("en")} failed · ${byInterval(query.data.interval)}`
        }
        height={HEIGHT}
        loading={query.isPending}
        error={query.isError ? { onRetry: () => void query.refetch() } : undefined}
        empty={query.data && total === 0 ? "No traces in this range." : undefined}
        fileName="traces-over-time"
        table={() =>
          timeTable(
            times,
            [
              { key: "count", label: "Traces", values: counts },
              { key: "errors", label: "Failed", values: errors },
            ],
            "count",
            zone,
          )
        }
      >
        <HistogramBars times={times} counts={counts} errors={errors} height={HEIGHT} onZoom={onZoom} />
      </ChartFrame>
    </div>
  );
}
