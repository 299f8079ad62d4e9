"use client";

import { useMemo, useState } from "react";
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

import { useTimeZone } from "@/components/ui/time-zone";
import type { Quantity } from "@/lib/format/quantity";

import { chartRows, largest } from "./chart-data";
import { ChartTooltip } from "./chart-tooltip";
import { EndLabels, labelMargin } from "./end-labels";
import type { DrawnSeries } from "./limit-series";
import { MarkLabel, markLength } from "./mark-label";
import { placeMarks } from "./place-marks";
import { timeTicks } from "./time-ticks";
import type { ChangeMark, Threshold } from "./types";
import { useDragRange } from "./use-drag-range";
import { useWidth } from "./use-width";
import { formatTick, valueTicks } from "./value-ticks";

interface TimePlotProps {
  look: "lines" | "stack";
  times: readonly number[];
  series: readonly DrawnSeries[];
  quantity: Quantity;
  marks: readonly ChangeMark[];
  threshold?: Threshold | undefined;
  height: number;
  syncId?: string | undefined;
  onZoom?: ((from: number, to: number) => void) | undefined;
  /** Names at the line ends. */
  direct: boolean;
  /** For screen readers. */
  title: string;
}

const TOP = 12;
const BOTTOM = 20;
const AXIS = { fontSize: 11, fill: "var(--ink-3)" };
const asTime = (label: string | number | undefined): number | undefined =>
  label === undefined ? undefined : Number(label);

/** The one drawing over time; recharts lives here alone and is loaded after the page has shown something. */
export default function TimePlot({
  look,
  times,
  series,
  quantity,
  marks,
  threshold,
  height,
  syncId,
  onZoom,
  direct,
  title,
}: TimePlotProps) {
  const zone = useTimeZone();
  const [box, width] = useWidth<HTMLDivElement>();
  const stacked = look === "stack";
  const rows = useMemo(() => chartRows(times, series), [times, series]);
  const bucketMs = times.length > 1 ? times[1]! - times[0]! : 0;
  const drag = useDragRange(bucketMs, onZoom);
  const [pointed, setPointed] = useState(false);

  const ticks = valueTicks(Math.max(largest(rows, series, stacked), threshold?.value ?? 0), quantity);
  const max = ticks.at(-1)!;
  const left = Math.max(...ticks.map((t) => formatTick(t, quantity).length)) * 6.2 + 12;
  const right = direct ? labelMargin(series) : 8;
  const plotWidth = Math.max(0, width - left - right);
  // Bars stand on their bucket's start; half a bucket of air keeps the outer ones whole.
  const pad = stacked ? bucketMs / 2 : 0;
  const domain: [number, number] = [(times[0] ?? 0) - pad, (times.at(-1) ?? 0) + pad];
  const xTicks = timeTicks(times[0] ?? 0, times.at(-1) ?? 0, zone, Math.max(2, Math.floor(plotWidth / 84)));
  const tickLabels = new Map(xTicks.map((t) => [t.at, t.label]));
  const barSize = Math.max(1, Math.min(28, (plotWidth / Math.max(1, times.length)) * 0.72));
  const shownMarks = marks
    .filter((m) => m.at >= domain[0] && m.at <= domain[1])
    .toSorted((a, b) => a.at - b.at);
  const markAt = shownMarks.map((m) => ((m.at - domain[0]) / (domain[1] - domain[0] || 1)) * plotWidth);
  const placed = placeMarks(markAt, shownMarks.map(markLength), plotWidth);

  return (
    <div
      ref={box}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setPointed(true)}
      onBlur={() => setPointed(false)}
      className="h-full w-full select-none [&_.recharts-surface]:overflow-visible [&_.recharts-surface:focus-visible]:outline-2"
    >
      {width > 0 && (
        <ComposedChart
          width={width}
          height={height}
          data={rows}
          syncId={syncId}
          title={title}
          margin={{ top: TOP, right, bottom: 0, left: 0 }}
          style={onZoom ? { cursor: "crosshair" } : undefined}
          onMouseDown={(state, event) => {
            event.preventDefault(); // dragging selects time, not text, and does not move the focus
            drag.start(asTime(state.activeLabel));
          }}
          onMouseMove={(state) => drag.move(asTime(state.activeLabel))}
          onMouseUp={drag.end}
          onMouseLeave={drag.cancel}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
          <XAxis
            dataKey="t"
            type="number"
            scale="time"
            domain={domain}
            ticks={xTicks.map((t) => t.at)}
            tickFormatter={(t: number) => tickLabels.get(t) ?? ""}
            interval={0}
            height={BOTTOM}
            tick={AXIS}
            tickLine={false}
            tickMargin={4}
            axisLine={{ stroke: "var(--line-strong)" }}
          />
          <YAxis
            width={left}
            domain={[0, max]}
            ticks={ticks}
            tickFormatter={(v: number) => formatTick(v, quantity)}
            interval={0}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            tickMargin={6}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={
              stacked ? { fill: "var(--hover)", stroke: "none" } : { stroke: "var(--ink-3)", strokeWidth: 1 }
            }
            wrapperStyle={{ zIndex: 10 }}
            content={({ active, label }) => {
              const at = asTime(label);
              // A synced chart shows the shared cursor, only the one pointed at the numbers.
              const row = active && pointed ? rows.find((r) => r.t === at) : undefined;
              const within = row ? shownMarks.filter((m) => m.at >= row.t && m.at < row.t + bucketMs) : [];
              return (
                <ChartTooltip
                  row={row}
                  bucketMs={bucketMs}
                  series={series}
                  quantity={quantity}
                  zone={zone}
                  stacked={stacked}
                  marks={within}
                />
              );
            }}
          />
          {series.map((s) =>
            stacked ? (
              <Bar
                key={s.key}
                dataKey={s.key}
                name={s.label}
                stackId="all"
                fill={s.color}
                barSize={barSize}
                isAnimationActive={false}
              />
            ) : (
              <Line
                key={s.key}
                dataKey={s.key}
                name={s.label}
                type="linear"
                stroke={s.color}
                strokeWidth={1.6}
                strokeDasharray={s.dashed ? "4 3" : undefined}
                strokeLinejoin="round"
                dot={<LoneDot values={s.values} color={s.color} />}
                activeDot={{ r: 3, stroke: "var(--surface)", strokeWidth: 1.5 }}
                isAnimationActive={false}
              />
            ),
          )}
          {threshold && (
            <ReferenceLine
              y={threshold.value}
              stroke="var(--warn)"
              strokeDasharray="3 4"
              label={{
                value: threshold.label,
                position: "insideBottomLeft",
                fontSize: 11,
                fill: "var(--warn)",
                paintOrder: "stroke",
                stroke: "var(--surface)",
                strokeWidth: 3,
              }}
            />
          )}
          {shownMarks.map((mark, i) => (
            <ReferenceLine
              key={`${mark.at}-${mark.label}`}
              x={mark.at}
              stroke="var(--ink-3)"
              strokeDasharray="2 3"
              label={<MarkLabel mark={mark} placed={placed[i]!} />}
            />
          ))}
          {drag.range && (
            <ReferenceArea
              x1={drag.range[0]}
              x2={drag.range[1]}
              fill="var(--accent-fill)"
              fillOpacity={0.14}
              stroke="var(--accent)"
              strokeOpacity={0.6}
            />
          )}
          {direct && (
            <EndLabels
              series={series}
              max={max}
              plot={{ top: TOP, height: height - TOP - BOTTOM, right: width - right }}
            />
          )}
        </ComposedChart>
      )}
    </div>
  );
}

interface LoneDotProps {
  values: readonly (number | null)[];
  color: string;
  /** Given by recharts. */
  index?: number;
  cx?: number;
  cy?: number;
}

/** A value between two gaps has no line to either side; without a dot it would be invisible. */
function LoneDot({ values, color, index = 0, cx, cy }: LoneDotProps) {
  const lone =
    values[index] !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  return lone && cx !== undefined && cy !== undefined ? <circle cx={cx} cy={cy} r={2} fill={color} /> : <g />;
}
