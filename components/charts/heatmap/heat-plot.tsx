"use client";

import { useMemo, useState, useSyncExternalStore } from "react";
import { ComposedChart, ReferenceArea } from "recharts";

import type { Quantity } from "@/lib/format/quantity";

import { bucketAt, endOf, middleOf, spanOf } from "../axis/buckets";
import { tickRoom } from "../axis/format-tick";
import { logTicks } from "../axis/log-ticks";
import { TIME_AXIS_HEIGHT, TimeAxis } from "../axis/time-axis";
import { ValueAxis } from "../axis/value-axis";
import type { Cell } from "../cursor/cells";
import { useCursor } from "../cursor/cursor";
import { CHOSEN } from "../cursor/selection";
import { type PlotBox, type Pointer, usePointer } from "../cursor/use-pointer";
import { ChartTooltip, spoken } from "../frame/chart-tooltip";
import { useWidth } from "../frame/use-width";
import { foldSize, foldTimes } from "../time-series/downsample";
import type { Margins } from "../types";
import { type CellFacts, cellFacts } from "./cell-facts";
import { drawnFrom, type HeatCells, foldCells } from "./heat-cells";
import { heatImage } from "./heat-image";

/** A range of time and a range of values. Times in epoch ms, half open; values above `lower` up to `upper`. */
export interface HeatBox {
  from: number;
  to: number;
  lower: number;
  upper: number;
}

export interface HeatPlotProps extends HeatCells {
  times: readonly number[];
  quantity: Quantity;
  counted: string;
  height: number;
  margins: Margins | undefined;
  syncId: string | undefined;
  onSelect: ((box: HeatBox | null) => void) | undefined;
  selected: HeatBox | null | undefined;
  onZoomOut: (() => void) | undefined;
  zone: string;
  title: string;
}

const TOP = 6;
const ROW_PX = 26;

/** Cells as a picture between the chart library's axes. */
export default function HeatPlot(props: HeatPlotProps) {
  const { times, rows, counts, quantity, counted, height, margins, onSelect, zone, title } = props;
  const [box, width] = useWidth();
  const dark = useDark();
  const [kept, setKept] = useState<HeatBox | null>(null);

  const plotHeight = height - TOP - TIME_AXIS_HEIGHT;
  const [low, high] = [drawnFrom(rows), rows.at(-1)?.upper ?? 2];
  const ticks = logTicks(low, high, quantity, Math.max(2, plotHeight / ROW_PX));
  const left = Math.max(margins?.left ?? 0, tickRoom(ticks, quantity));
  const right = Math.max(margins?.right ?? 0, 8);
  const plotWidth = Math.max(1, width - left - right);
  const size = foldSize(times.length, plotWidth / 2);
  const drawn = width > 0;
  const { columns, cells, image } = useMemo(() => {
    const folded = foldCells(counts, size);
    const max = folded.reduce((top, column) => column.reduce((a, b) => Math.max(a, b), top), 0);
    return {
      columns: foldTimes(times, size),
      cells: folded,
      // The shades are read from the theme's tokens.
      image: drawn ? { dark, href: heatImage(folded, rows.length, max) } : undefined,
    };
  }, [counts, times, rows, size, dark, drawn]);

  const plot = { x: left, y: TOP, width: plotWidth, height: plotHeight };
  const boxOf = (first: Cell, last: Cell): HeatBox => ({
    from: columns[first.column]!,
    to: endOf(columns, last.column),
    lower: rows[first.row]!.lower,
    upper: rows[last.row]!.upper,
  });
  function select(next: HeatBox | null) {
    setKept(next);
    onSelect?.(next);
  }
  const selected = props.selected === undefined ? kept : props.selected;
  const pointer = usePointer({
    times: columns,
    rowCount: rows.length,
    plot,
    syncId: props.syncId,
    onChoose: onSelect && ((first, last) => select(boxOf(first, last))),
    // A click elsewhere takes the choice back.
    onCancel: selected ? () => select(null) : undefined,
    onZoomOut: props.onZoomOut,
    firstRow: (column) => fullest(cells[column] ?? []),
  });
  const chosen = pointer.chosen ? boxOf(...pointer.chosen) : selected;
  const span = spanOf(columns);

  return (
    <div
      ref={box}
      data-chart
      role="group"
      aria-roledescription="heatmap"
      aria-label={`${title}. Arrow keys walk through times and values${onSelect ? ", with shift they choose a box, Enter keeps it, Escape takes it back" : ""}.`}
      tabIndex={0}
      {...pointer.handlers}
      className={`relative h-full touch-pan-y select-none ${onSelect ? "cursor-crosshair" : ""}`}
    >
      {drawn && (
        <ComposedChart
          width={width}
          height={height}
          data={NO_ROWS}
          margin={{ top: TOP, right, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          role="presentation"
          style={{ overflow: "visible", pointerEvents: "none", cursor: "inherit" }}
        >
          <ValueAxis ticks={ticks} quantity={quantity} width={left} domain={[low, high]} scale="log" fixed />
          <TimeAxis span={span} zone={zone} left={left} width={plotWidth} fixed />
          {image && (
            <image
              href={image.href}
              {...plot}
              preserveAspectRatio="none"
              style={{ imageRendering: "pixelated" }}
            />
          )}
          <HeatCursor {...{ pointer, columns, rows }} />
          {chosen && (
            <ReferenceArea
              x1={Math.max(chosen.from, span[0])}
              x2={Math.min(chosen.to, span[1])}
              y1={Math.max(chosen.lower, low)}
              y2={Math.min(chosen.upper, high)}
              {...CHOSEN}
            />
          )}
        </ComposedChart>
      )}
      <HeatTooltip
        {...{ pointer, columns, rows, cells, quantity, counted, zone, size }}
        plot={plot}
        bucketMs={endOf(times, 0) - (times[0] ?? 0)}
      />
    </div>
  );
}

/** One list, so that the chart is not drawn anew. */
const NO_ROWS: never[] = [];

interface HeatCursorProps extends Pick<HeatCells, "rows"> {
  pointer: Pointer;
  columns: readonly number[];
}

/** The shared cursor as a column, and the row that is pointed at. */
function HeatCursor({ pointer, columns, rows }: HeatCursorProps) {
  const at = useCursor(pointer.cursorId);
  const index = at === null ? undefined : bucketAt(columns, at);
  if (index === undefined) return null;
  const row = pointer.pointed && rows[pointer.row];
  const look = { fill: "var(--ink)", stroke: "none" };
  return (
    <>
      <ReferenceArea
        data-testid="chart-cursor"
        x1={columns[index]!}
        x2={endOf(columns, index)}
        {...look}
        fillOpacity={0.12}
      />
      {row && (
        <ReferenceArea
          y1={Math.max(row.lower, drawnFrom(rows))}
          y2={row.upper}
          {...look}
          fillOpacity={0.07}
        />
      )}
    </>
  );
}

interface HeatTooltipProps extends HeatCursorProps, Omit<CellFacts, "column" | "row"> {
  plot: PlotBox;
}

/** What lies in the cell that is pointed at; also in the way of what is being drawn over cells. */
function HeatTooltip({ pointer, plot, ...cells }: HeatTooltipProps) {
  const { columns, rows } = cells;
  const at = useCursor(pointer.cursorId);
  const column = at === null ? undefined : bucketAt(columns, at);
  if (column === undefined || !pointer.pointed || pointer.row >= rows.length) return null;
  const facts = cellFacts({ ...cells, column, row: pointer.row });
  const [from, to] = spanOf(columns);
  const x = plot.x + ((middleOf(columns, column) - from) / (to - from)) * plot.width;
  const y = plot.y + plot.height * (1 - pointer.row / rows.length) + 8;
  return (
    <>
      {!pointer.dragging && <ChartTooltip {...facts} at={{ x, y }} />}
      <output className="sr-only">{pointer.pointed === "keys" ? spoken(facts) : ""}</output>
    </>
  );
}

/** The row that holds most. */
const fullest = (column: readonly number[]): number => Math.max(0, column.indexOf(Math.max(...column, 0)));

const isDark = () => document.documentElement.classList.contains("dark");

function watch(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
}

/** Whether the dark theme is on: for what is painted with colours read once, not with CSS. */
const useDark = (): boolean => useSyncExternalStore(watch, isDark, () => false);
