"use client";

import { memo, useMemo } from "react";
import { Area, Bar, ComposedChart, Line, ReferenceArea, ReferenceLine } from "recharts";

import { useTimeZone } from "@/components/ui/time-zone";
import type { Quantity } from "@/lib/format/quantity";

import { endOf } from "../axis/buckets";
import { MarkLine } from "../axis/mark-line";
import { placeMarks } from "../axis/place-marks";
import { TIME_AXIS_HEIGHT, TimeAxis } from "../axis/time-axis";
import { ValueAxis } from "../axis/value-axis";
import { CHOSEN } from "../cursor/selection";
import { usePointer } from "../cursor/use-pointer";
import { useWidth } from "../frame/use-width";
import type { ChangeMark, Margins, Threshold, TimeChartProps } from "../types";
import type { Covered } from "./bucket-href";
import { EndLabels } from "./end-labels";
import type { DrawnSeries } from "./limit-series";
import { type MergedMark, mergeMarks } from "./merge-marks";
import { PLOT_TOP, type PlotModel, plotModel } from "./plot-model";
import type { PlotMark } from "./plot-rows";
import { fewStretches, type Stretch, unfinishedStretches } from "./shade";
import { TimeTooltip } from "./time-tooltip";
import { useOpen } from "./use-open";

export interface TimePlotProps {
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
  onOpen?: TimeChartProps["onOpen"];
  href?: string | undefined;
  covered?: Covered | undefined;
  cases?: TimeChartProps["cases"];
  /** Names at the line ends. */
  direct: boolean;
  /** For screen readers. */
  title: string;
}

/** A line so near the top has its name below it: above stand those of changes. */
const NEAR_TOP = 14;

/** The one drawing over time. What moves with the pointer is all that is drawn anew when it moves. */
export default function TimePlot(props: TimePlotProps) {
  const { look, times, series, quantity, marks, height, margins, direct, title, onZoom, covered } = props;
  const zone = useTimeZone();
  const [box, width, around] = useWidth();
  const thresholds = useMemo(
    () => (props.threshold === undefined ? [] : [props.threshold].flat()),
    [props.threshold],
  );
  const first = thresholds[0]?.value ?? 0;
  const model = useMemo(
    () => plotModel({ look, times, series, quantity, threshold: first, width, margins, direct }),
    [look, times, series, quantity, first, width, margins, direct],
  );
  const merged = useMemo(() => mergeMarks(marks, model.span, model.width), [marks, model]);
  const { columns, size } = model.folded;
  const counts = props.cases?.counts;
  const few = useMemo(() => (counts ? fewStretches(columns, size, counts) : []), [columns, size, counts]);
  const unfinished = useMemo(() => unfinishedStretches(columns, covered), [columns, covered]);
  const open = useOpen({
    model,
    series,
    covered,
    href: props.href,
    onOpen: props.onOpen,
    doubleClicks: props.onZoomOut !== undefined,
  });
  const pointer = usePointer({
    times: columns,
    plot: { x: model.left, y: PLOT_TOP, width: model.width, height: height - PLOT_TOP - TIME_AXIS_HEIGHT },
    syncId: props.syncId,
    onChoose: onZoom && ((from, to) => onZoom(columns[from.column]!, endOf(columns, to.column))),
    onClick: open && (({ column }, up, event) => open.onClick(column, up, event)),
    onZoomOut: props.onZoomOut,
  });
  const { onKeyDown, onDoubleClick } = pointer.handlers;
  return (
    <div
      ref={box}
      data-chart
      role="group"
      aria-roledescription="chart"
      aria-label={`${title}. Arrow keys walk through time${onZoom ? ", with shift they choose a range, Enter shows it" : ""}${open ? "; without a range Enter opens the traces" : ""}.`}
      tabIndex={0}
      {...pointer.handlers}
      onKeyDown={(event) => {
        if (!pointer.chosen && open?.onKeyDown(event, pointer.cursorId)) event.preventDefault();
        else onKeyDown(event);
      }}
      onDoubleClick={() => {
        open?.onDoubleClick();
        onDoubleClick();
      }}
      className={`relative h-full touch-pan-y select-none ${onZoom ? "cursor-crosshair" : ""}`}
    >
      {width > 0 && (
        <ComposedChart
          width={width}
          height={height}
          data={model.rows}
          margin={{ top: PLOT_TOP, right: model.right, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          maxBarSize={28}
          barCategoryGap="12%"
          role="presentation"
          style={{ overflow: "visible", pointerEvents: "none", cursor: "inherit" }}
        >
          <Drawing {...{ model, quantity, zone, thresholds, height, few, unfinished }} marks={merged} />
          {direct && <EndLabels series={series} />}
          {pointer.chosen && (
            <ReferenceArea
              x1={columns[pointer.chosen[0].column]!}
              x2={endOf(columns, pointer.chosen[1].column)}
              {...CHOSEN}
            />
          )}
          <TimeTooltip
            {...{ model, series, quantity, zone, times, pointer, around, covered }}
            cases={props.cases}
            picked={open?.picked}
            opens={open !== undefined}
            marks={merged}
          />
        </ComposedChart>
      )}
    </div>
  );
}

interface DrawingProps {
  model: PlotModel;
  quantity: Quantity;
  zone: string;
  thresholds: readonly Threshold[];
  marks: readonly MergedMark[];
  height: number;
  /** Behind the figures: buckets of few cases. Over them: buckets that are not whole. */
  few: readonly Stretch[];
  unfinished: readonly Stretch[];
}

/** What stays while the pointer moves. */
const Drawing = memo(function Drawing(drawing: DrawingProps) {
  const { model, quantity, zone, thresholds, marks, height, few, unfinished } = drawing;
  const { ticks, left, width, span } = model;
  const placed = placeMarks(marks, width);
  const top = ticks.at(-1)!;
  return (
    <>
      <ValueAxis ticks={ticks} quantity={quantity} width={left} />
      <TimeAxis span={span} zone={zone} left={left} width={width} />
      {few.map(([from, to]) => (
        <ReferenceArea key={from} x1={from} x2={to} fill="var(--ink)" fillOpacity={0.05} zIndex={-1} />
      ))}
      <Shapes {...model} />
      {unfinished.map(([from, to]) => (
        <ReferenceArea
          key={from}
          x1={from}
          x2={to}
          fill="var(--surface)"
          fillOpacity={0.5}
          stroke="var(--line-control)"
          strokeDasharray="2 2"
          className="chart-unfinished"
          zIndex={1050}
        />
      ))}
      {thresholds.map(({ value, label }) => (
        <ReferenceLine
          key={label}
          y={value}
          stroke="var(--warn)"
          strokeDasharray="3 4"
          label={({ viewBox }) => (
            <text
              x={viewBox.x + 5}
              y={
                viewBox.y + ((1 - value / top) * (height - PLOT_TOP - TIME_AXIS_HEIGHT) < NEAR_TOP ? 13 : -5)
              }
              fontSize={11}
              fill="var(--warn)"
              paintOrder="stroke"
              stroke="var(--surface)"
              strokeWidth={3}
            >
              {label}
            </text>
          )}
        />
      ))}
      {marks.map(({ at, href }, i) => (
        <MarkLine key={at} x={at} {...placed[i]!} href={href} stroke="var(--ink-3)" strokeDasharray="2 3" />
      ))}
    </>
  );
});

/** Lines over their bands, or the bars of a stack: steps where bars would touch each other. */
function Shapes({ lines, bands, stack, rows, folded }: PlotModel) {
  const still = { isAnimationActive: false, legendType: "none" as const };
  const steps = rows.length > folded.columns.length;
  return (
    <>
      {bands.map(({ key, dataKey, color }) => (
        <Area key={key} dataKey={dataKey} fill={color} fillOpacity={0.14} {...still} {...SHAPE_ONLY} />
      ))}
      {stack.map(({ key, dataKey, color }) =>
        steps ? (
          <Area
            key={key}
            dataKey={dataKey}
            stackId="stack"
            type="stepAfter"
            fill={color}
            fillOpacity={1}
            shapeRendering="crispEdges"
            {...still}
            {...SHAPE_ONLY}
          />
        ) : (
          <Bar
            key={key}
            dataKey={dataKey}
            stackId="stack"
            fill={color}
            activeBar={false}
            shapeRendering="crispEdges"
            {...still}
          />
        ),
      )}
      {lines.map((line) => (
        <Line
          key={line.key}
          dataKey={line.dataKey}
          type="linear"
          stroke={line.color}
          strokeWidth={1.6}
          strokeLinejoin="round"
          strokeDasharray={line.dashed ? "4 3" : undefined}
          dot={line.lone ? (dot) => <LoneDot key={dot.index} {...dot} line={line} /> : false}
          activeDot={{ r: 3, stroke: "var(--surface)", strokeWidth: 1.5 }}
          {...still}
        />
      ))}
    </>
  );
}

const SHAPE_ONLY = { stroke: "none", dot: false, activeDot: false } as const;

/** A value between two gaps: no line leads to it. */
const LoneDot = ({ cx, cy, index, line }: { cx?: number; cy?: number; index: number; line: PlotMark }) =>
  line.lone!.has(index) ? <circle cx={cx} cy={cy} r={3} fill={line.color} /> : null;
