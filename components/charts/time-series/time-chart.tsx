"use client";

import dynamic from "next/dynamic";
import { useMemo } from "react";

import { useTimeZone } from "@/components/ui/time-zone";

import { ChartFrame, Undrawn } from "../frame/chart-frame";
import type { ChangeMark, TimeChartProps } from "../types";
import { Legend } from "./legend";
import { limitSeries } from "./limit-series";
import { FEW_CASES, isFew } from "./shade";
import { hasData, timeTable } from "./time-table";

const TimePlot = dynamic(() => import("./time-plot"), { ssr: false, loading: Undrawn });

/** One list, so that charts without marks are not drawn anew. */
const NO_MARKS: readonly ChangeMark[] = [];
/** More names than this do not fit beside the lines. */
const MAX_DIRECT = 4;

/** Frame, legend and drawing of a chart over time; LineChart and StackedBarChart are its two looks. */
export function TimeChart(props: TimeChartProps & { look: "lines" | "stack" }) {
  const {
    look,
    question,
    how,
    subtitle,
    times,
    series,
    quantity,
    marks = NO_MARKS,
    threshold,
    height = 190,
    margins,
    syncId,
    onZoom,
    onZoomOut,
    onOpen,
    href,
    covered,
    cases,
    loading,
    error,
    fileName,
  } = props;
  const zone = useTimeZone();
  const stacked = look === "stack";
  const { drawn, leftOut } = useMemo(() => limitSeries(series, { additive: stacked }), [series, stacked]);
  const direct = !stacked && drawn.length > 1 && drawn.length <= MAX_DIRECT;
  const named = direct || drawn.length === 1;
  return (
    <ChartFrame
      question={question}
      how={how}
      subtitle={subtitleOf(subtitle, cases)}
      height={height}
      loading={loading}
      error={error}
      empty={hasData(series) ? undefined : (props.empty ?? "Nothing was recorded in this range.")}
      table={() => timeTable(times, series, quantity, zone)}
      fileName={fileName}
      onZoomOut={onZoomOut}
      legend={named ? undefined : <Legend series={drawn} leftOut={leftOut} line={!stacked} />}
    >
      <TimePlot
        look={look}
        times={times}
        series={drawn}
        quantity={quantity}
        marks={marks}
        threshold={threshold}
        height={height}
        margins={margins}
        syncId={syncId}
        onZoom={onZoom}
        onZoomOut={onZoomOut}
        onOpen={onOpen}
        href={href}
        covered={covered}
        cases={cases}
        direct={direct}
        title={question}
      />
    </ChartFrame>
  );
}

/** Says what is shaded, where something is. */
const subtitleOf = (subtitle: string | undefined, cases: TimeChartProps["cases"]): string | undefined =>
  cases?.counts.some(isFew)
    ? [subtitle, `shaded: fewer than ${FEW_CASES} ${cases.many}`].filter(Boolean).join("; ")
    : subtitle;
