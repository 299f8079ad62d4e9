"use client";

import { memo, useMemo } from "react";

import { useTimeZone } from "@/components/ui/time-zone";
import type { Quantity } from "@/lib/format/quantity";

import { EndLabels, labelMargin } from "./end-labels";
import type { DrawnSeries } from "./limit-series";
import { MarkLines } from "./mark-lines";
import { type MergedMark, mergeMarks } from "./merge-marks";
import { type Layer, foldSeries, plotLayers } from "./plot-layers";
import { TimeAxis } from "./time-axis";
import { TimeCursor, TimeTooltip } from "./time-cursor";
import { type TimeScale, timeScale } from "./time-scale";
import type { ChangeMark, Margins, Threshold } from "./types";
import { useTimePointer } from "./use-time-pointer";
import { useWidth } from "./use-width";
import { formatTick, valueTicks } from "./value-ticks";

interface TimePlotProps {
  look: "lines" | "stack";
  times: readonly number[];
  series: readonly DrawnSeries[];
  quantity: Quantity;
  marks: readonly ChangeMark[];
  threshold?: Threshold | readonly Threshold[] | undefined;
  height: number;
  margins?: Margins | undefined;
  syncId?: string | undefined;
  onZoom?: ((from: number, to: number) => void) | undefined;
  onZoomOut?: (() => void) | undefined;
  /** Names at the line ends. */
  direct: boolean;
  /** For screen readers. */
  title: string;
}

const TOP = 12;
const BOTTOM = 20;
/** A line so near the top has its name below it: above stand those of changes. */
const NEAR_TOP = 14;

/** The one drawing over time: plain SVG, so that what moves with the pointer is all that is drawn anew when it moves. */
export function TimePlot(props: TimePlotProps) {
  const { look, times, series, quantity, marks, height, margins, direct, title } = props;
  const zone = useTimeZone();
  const [box, width] = useWidth<HTMLDivElement>();
  const folded = useMemo(() => foldSeries(look, times, series, width), [look, times, series, width]);
  const thresholds = useMemo(
    () => (props.threshold === undefined ? [] : [props.threshold].flat()),
    [props.threshold],
  );
  const first = thresholds[0]?.value ?? 0;
  const plot = useMemo(() => {
    const ticks = valueTicks(Math.max(folded.max, first), quantity);
    const named = Math.max(...ticks.map((t) => formatTick(t, quantity).length)) * 6.2 + 12;
    const left = Math.max(margins?.left ?? 0, named);
    const right = Math.max(margins?.right ?? 0, direct ? labelMargin(series) : 8);
    const scale = timeScale(times, left, Math.max(1, width - left - right));
    const bottom = height - BOTTOM;
    const max = ticks.at(-1)!;
    const y = (value: number) => TOP + (bottom - TOP) * (1 - value / max);
    return { ticks, scale, bottom, y, max, layers: plotLayers(folded, series, scale, y) };
  }, [folded, times, series, quantity, first, direct, width, height, margins]);
  const merged = useMemo(() => mergeMarks(marks, plot.scale), [marks, plot.scale]);
  const pointer = useTimePointer({
    times: folded.columns,
    scale: plot.scale,
    syncId: props.syncId,
    onZoom: props.onZoom,
    onZoomOut: props.onZoomOut,
  });

  const cursor = { series, quantity, zone, marks: merged, times, folded, pointer, ...plot, top: TOP };

  return (
    <div
      ref={box}
      role="group"
      aria-roledescription="chart"
      aria-label={`${title}. Arrow keys walk through time${props.onZoom ? ", with shift they choose a range, Enter shows it" : ""}.`}
      tabIndex={0}
      onKeyDown={pointer.onKeyDown}
      {...pointer.handlers}
      className={`relative h-full touch-pan-y select-none ${props.onZoom ? "cursor-crosshair" : ""}`}
    >
      {width > 0 && (
        <svg width={width} height={height} className="block overflow-visible" role="presentation">
          <Drawing
            {...{
              width,
              ticks: plot.ticks,
              scale: plot.scale,
              bottom: plot.bottom,
              y: plot.y,
              layers: plot.layers,
            }}
            {...{ quantity, zone, thresholds, marks: merged }}
          />
          {direct && (
            <EndLabels
              series={series}
              max={plot.max}
              plot={{ top: TOP, height: plot.bottom - TOP, right: plot.scale.left + plot.scale.width }}
            />
          )}
          <TimeCursor {...cursor} />
        </svg>
      )}
      <TimeTooltip {...cursor} />
    </div>
  );
}

interface DrawingProps {
  width: number;
  ticks: readonly number[];
  scale: TimeScale;
  bottom: number;
  y: (value: number) => number;
  layers: readonly Layer[];
  quantity: Quantity;
  zone: string;
  thresholds: readonly Threshold[];
  marks: readonly MergedMark[];
}

/** What stays while the pointer moves. */
const Drawing = memo(function Drawing({
  ticks,
  scale,
  bottom,
  y,
  layers,
  quantity,
  zone,
  thresholds,
  marks,
}: DrawingProps) {
  const right = scale.left + scale.width;
  return (
    <>
      <g aria-hidden>
        {ticks.map((tick) => (
          <g key={tick}>
            {tick > 0 && <line x1={scale.left} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />}
            <text x={scale.left - 6} y={y(tick) + 4} textAnchor="end" fontSize={11} fill="var(--ink-3)">
              {formatTick(tick, quantity)}
            </text>
          </g>
        ))}
      </g>
      {layers.map(({ key, ...shape }) => (
        <path key={key} data-series={key} strokeLinejoin="round" {...shape} />
      ))}
      <TimeAxis scale={scale} zone={zone} y={bottom} />
      {thresholds.map(({ value, label }) => (
        <g key={label}>
          <line
            x1={scale.left}
            x2={right}
            y1={y(value)}
            y2={y(value)}
            stroke="var(--warn)"
            strokeDasharray="3 4"
          />
          <text
            x={scale.left + 5}
            y={y(value) + (y(value) < TOP + NEAR_TOP ? 13 : -5)}
            fontSize={11}
            fill="var(--warn)"
            paintOrder="stroke"
            stroke="var(--surface)"
            strokeWidth={3}
          >
            {label}
          </text>
        </g>
      ))}
      <MarkLines marks={marks} left={scale.left} width={scale.width} top={TOP} bottom={bottom} />
    </>
  );
});
