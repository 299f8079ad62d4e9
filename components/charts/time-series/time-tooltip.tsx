"use client";

import { Tooltip, useYAxisScale } from "recharts";

import { bucketAt } from "../axis/buckets";
import { useCursor } from "../cursor/cursor";
import type { Pointer } from "../cursor/use-pointer";
import { ChartTooltip, type TooltipFacts, spoken } from "../frame/chart-tooltip";
import type { DrawnSeries } from "./limit-series";
import { PLOT_TOP, type PlotModel } from "./plot-model";
import { type ShownColumns, tooltipFacts } from "./tooltip-facts";

interface TimeTooltipProps extends Omit<ShownColumns, "folded" | "width"> {
  model: PlotModel;
  pointer: Pointer;
  /** The element around the drawing; what stands over it may leave it. */
  around: HTMLElement | null;
}

/**
 * The shared cursor, and what lies under it where it is pointed at; in other charts the cursor stands alone. The chart library is told
 * where it stands: its own synchronisation reaches neither heatmaps nor keys.
 */
export function TimeTooltip({ model, pointer, around, ...shown }: TimeTooltipProps) {
  const { folded, perColumn, width, narrow } = model;
  const at = useCursor(pointer.cursorId);
  const index = at === null ? undefined : bucketAt(folded.columns, at);
  if (index === undefined) return null;
  const facts = pointer.pointed && tooltipFacts({ ...shown, folded, width }, index);
  return (
    <Tooltip
      // A click never reaches the library, so that nothing but this index moves the cursor.
      trigger="click"
      defaultIndex={index * perColumn}
      portal={around}
      isAnimationActive={false}
      wrapperStyle={{ visibility: "visible" }}
      cursor={
        pointer.dragging ? (
          false
        ) : narrow ? (
          <LineCursor series={shown.series} highs={folded.extents.map((own) => own[index]?.high ?? null)} />
        ) : (
          <BandCursor width={width / folded.columns.length} />
        )
      }
      content={<Told facts={facts || undefined} pointer={pointer} />}
    />
  );
}

/** Exact values beside the cursor, and in one sentence where keys moved it. */
function Told({
  facts,
  pointer,
  coordinate,
}: {
  facts: TooltipFacts | undefined;
  pointer: Pointer;
  coordinate?: { x: number };
}) {
  if (!facts || !coordinate) return null;
  return (
    <>
      {!pointer.dragging && <ChartTooltip {...facts} at={{ x: coordinate.x, y: PLOT_TOP }} />}
      <output className="sr-only">{pointer.pointed === "keys" ? spoken(facts) : ""}</output>
    </>
  );
}

/** What the chart library hands to a cursor: both ends of the line through the plot. */
interface CursorProps {
  points?: readonly { x: number; y: number }[];
}

/** A line, and a dot where it meets each series. */
function LineCursor({
  points,
  series,
  highs,
}: CursorProps & { series: readonly DrawnSeries[]; highs: readonly (number | null)[] }) {
  const y = useYAxisScale();
  const [top, bottom] = points ?? [];
  if (!top || !bottom || !y) return null;
  return (
    <g data-testid="chart-cursor" aria-hidden>
      <line x1={top.x} x2={top.x} y1={top.y} y2={bottom.y} stroke="var(--ink-3)" />
      {highs.map((high, i) =>
        high === null ? null : (
          <circle
            key={series[i]!.key}
            cx={top.x}
            cy={y(high)}
            r={3}
            fill={series[i]!.color}
            stroke="var(--surface)"
            strokeWidth={1.5}
          />
        ),
      )}
    </g>
  );
}

/** The whole column of a stack. */
function BandCursor({ points, width }: CursorProps & { width: number }) {
  const [top, bottom] = points ?? [];
  if (!top || !bottom) return null;
  return (
    <rect
      data-testid="chart-cursor"
      x={top.x - width / 2}
      width={width}
      y={top.y}
      height={bottom.y - top.y}
      fill="var(--ink)"
      opacity={0.08}
    />
  );
}
