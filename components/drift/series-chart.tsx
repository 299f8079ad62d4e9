"use client";

import { LineChart, quantileSeries } from "@/components/charts/time-series/line-chart";
import type { ChangeMark, Series } from "@/components/charts/types";
import { useZoom } from "@/components/shell/use-zoom";
import type { DriftSeriesDetail } from "@/lib/drift/get-drift-series";

import { QUANTITY } from "./figures";

interface SeriesChartProps {
  series: DriftSeriesDetail;
  question: string;
  marks: readonly ChangeMark[];
  /** Traces of the feature over the chart's time. */
  traces: string;
}

/** A signal over time, with what is usual where that is a figure of its own. */
export function SeriesChart({ series, question, marks, traces }: SeriesChartProps) {
  const zoom = useZoom();
  const { quantity, factor } = QUANTITY[series.words.unit];
  return (
    <LineChart
      how="how-to/see-drift#read-a-finding"
      question={question}
      subtitle={series.stepMs === 3_600_000 ? "by hour" : "by five minutes"}
      times={series.at}
      series={linesOf(series, factor)}
      quantity={quantity}
      marks={marks}
      href={traces}
      empty="Nothing was counted in this time."
      fileName={`drift-${series.key.signal.replace(/[^a-z0-9_-]/gi, "-")}`}
      {...zoom}
    />
  );
}

function linesOf({ kind, components }: DriftSeriesDetail, factor: number): Series[] {
  const scaled = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : value * factor));
  if (kind === "distribution") {
    const of = (name: string) => scaled(components.find((one) => one.name === name)?.figures ?? []);
    return quantileSeries({ p50: of("p50"), p90: of("p90"), p99: of("p99") });
  }
  if (kind === "mix")
    return components.map(({ name, label, figures }) => ({ key: name, label, values: scaled(figures) }));
  return components.flatMap(({ name, figures, usual }) => [
    { key: name, label: "seen", values: scaled(figures) },
    { key: `${name} usual`, label: "usual", values: scaled(usual), dashed: true },
  ]);
}
