"use client";

import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from "react";

import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";
import { formatPercent } from "@/lib/format/percent";

import { ChartTooltip, type TooltipFacts, spoken } from "./chart-tooltip";
import { cursorAt, moveCursor, useCursor } from "./cursor";
import { foldSize, foldTimes } from "./fold";
import { type HeatCells, foldCells } from "./heat-cells";
import { heatImage } from "./heat-image";
import { alongLog, logTicks } from "./log-axis";
import { Selection } from "./selection";
import { TimeAxis } from "./time-axis";
import { bucketAt, endOf, timeScale } from "./time-scale";
import { bucketText, foldedText } from "./time-text";
import type { Margins } from "./types";
import { useDark } from "./use-dark";
import { useWidth } from "./use-width";
import { formatTick } from "./value-ticks";

/** A range of time and a range of values. Times in epoch ms, half open; values above `lower` up to `upper`. */
export interface HeatBox {
  from: number;
  to: number;
  lower: number;
  upper: number;
}

interface HeatPlotProps extends HeatCells {
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

/** A cell of the drawing. */
interface Cell {
  column: number;
  row: number;
}

const TOP = 6;
const BOTTOM = 20;
const CLICK_PX = 4;

export function HeatPlot(props: HeatPlotProps) {
  const {
    times,
    rows,
    counts,
    quantity,
    counted,
    height,
    margins,
    syncId,
    onSelect,
    onZoomOut,
    zone,
    title,
  } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const dark = useDark();
  const own = useId();
  const cursorId = syncId ?? own;
  const [at, setAt] = useState<Cell>();
  const [byKeys, setByKeys] = useState(false);
  const [ends, setEnds] = useState<{ anchor: Cell; head: Cell }>();
  const [kept, setKept] = useState<HeatBox | null>(null);
  const press = useRef<{ x: number; y: number; cell: Cell; held: boolean } | undefined>(undefined);

  const bottom = height - BOTTOM;
  const [low, high] = [rows[0]?.lower ?? 1, rows.at(-1)?.upper ?? 2];
  const ticks = logTicks(low, high, quantity, Math.max(2, (bottom - TOP) / 26));
  const named = Math.max(0, ...ticks.map((tick) => formatTick(tick, quantity).length)) * 6.2 + 12;
  const left = Math.max(margins?.left ?? 0, named);
  const scale = timeScale(times, left, Math.max(1, width - left - Math.max(margins?.right ?? 0, 8)));
  const size = foldSize(times.length, scale.width / 2);
  const y = (value: number) =>
    TOP + (bottom - TOP) * (1 - Math.min(1, Math.max(0, alongLog(value, low, high))));
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

  const boxOf = ({ anchor, head }: { anchor: Cell; head: Cell }): HeatBox => ({
    from: columns[Math.min(anchor.column, head.column)]!,
    to: endOf(columns, Math.max(anchor.column, head.column)),
    lower: rows[Math.min(anchor.row, head.row)]!.lower,
    upper: rows[Math.max(anchor.row, head.row)]!.upper,
  });
  const chosen = ends ? boxOf(ends) : props.selected === undefined ? kept : props.selected;

  function select(next: HeatBox | null) {
    setEnds(undefined);
    setKept(next);
    onSelect?.(next);
  }
  function pointAt(cell: Cell) {
    setAt(cell);
    moveCursor(cursorId, (columns[cell.column]! + endOf(columns, cell.column)) / 2);
  }
  function leave() {
    setAt(undefined);
    moveCursor(cursorId, null);
  }
  function cellAt(event: PointerEvent): Cell {
    const rect = event.currentTarget.getBoundingClientRect();
    const x = Math.max(scale.left, Math.min(event.clientX - rect.left, scale.left + scale.width - 0.01));
    const up = 1 - (event.clientY - rect.top - TOP) / (bottom - TOP);
    return {
      column: bucketAt(columns, scale.at(x)) ?? 0,
      row: Math.max(0, Math.min(rows.length - 1, Math.floor(up * rows.length))),
    };
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step) {
      const cursor = cursorAt(cursorId);
      const from = at ?? {
        column: (cursor === null ? undefined : bucketAt(columns, cursor)) ?? columns.length - 1,
        row: fullest(cells.at(-1) ?? []),
      };
      const cell = {
        column: Math.max(0, Math.min(columns.length - 1, from.column + step[0]!)),
        row: Math.max(0, Math.min(rows.length - 1, from.row + step[1]!)),
      };
      setByKeys(true);
      pointAt(cell);
      setEnds(event.shiftKey && onSelect ? { anchor: ends?.anchor ?? from, head: cell } : undefined);
    } else if (event.key === "Enter" && onSelect && at) select(boxOf(ends ?? { anchor: at, head: at }));
    else if (event.key === "Escape" && (chosen || at)) {
      if (chosen) select(null);
      leave();
    } else if (event.key === "Backspace" && onZoomOut) onZoomOut();
    else return;
    event.preventDefault();
  }

  function release() {
    const done = press.current?.held && ends;
    // A click elsewhere takes the choice back.
    if (done) select(boxOf(ends));
    else if (press.current && chosen) select(null);
    press.current = undefined;
  }

  const facts = at && cells[at.column] ? factsOf(at) : undefined;
  function factsOf({ column, row }: Cell): TooltipFacts {
    const [own, range] = [cells[column]!, rows[row]!];
    const all = own.reduce((a, b) => a + b, 0);
    const slower = own.slice(row + 1).reduce((a, b) => a + b, 0);
    return {
      heading: bucketText(columns[column]!, endOf(columns, column), zone),
      rows: [
        {
          key: "cell",
          label: `${formatQuantity(range.lower, quantity)} to ${formatQuantity(range.upper, quantity)}`,
          text: `${exactQuantity(own[row] ?? 0, "count")} ${counted}`,
        },
        {
          key: "above",
          label: "above",
          text: `${exactQuantity(slower, "count")}${all > 0 ? `, ${formatPercent(slower / all)}` : ""}`,
        },
        { key: "all", label: "in all", text: exactQuantity(all, "count") },
      ],
      notes: size > 1 ? [`sum of ${foldedText(size, endOf(times, 0) - times[0]!)}`] : [],
    };
  }
  const rowHeight = (bottom - TOP) / Math.max(1, rows.length);

  return (
    <div
      ref={box}
      role="group"
      aria-roledescription="heatmap"
      aria-label={`${title}. Arrow keys walk through times and values${onSelect ? ", with shift they choose a box, Enter keeps it, Escape takes it back" : ""}.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0 || !onSelect || columns.length === 0) return;
        press.current = { x: event.clientX, y: event.clientY, cell: cellAt(event), held: false };
      }}
      onPointerMove={(event) => {
        if (columns.length === 0) return;
        const cell = cellAt(event);
        setByKeys(false);
        if (cell.column !== at?.column || cell.row !== at.row) pointAt(cell);
        const start = press.current;
        if (!start || Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK_PX) return;
        if (!start.held) event.currentTarget.setPointerCapture(event.pointerId);
        start.held = true;
        setEnds({ anchor: start.cell, head: cell });
      }}
      onPointerUp={release}
      onPointerCancel={() => {
        press.current = undefined;
        setEnds(undefined);
      }}
      onPointerLeave={leave}
      onBlur={leave}
      onDoubleClick={() => onZoomOut?.()}
      className={`relative h-full touch-pan-y select-none ${onSelect ? "cursor-crosshair" : ""}`}
    >
      {drawn && (
        <svg width={width} height={height} role="presentation" className="block overflow-visible">
          {ticks.map((tick) => (
            <g key={tick} aria-hidden>
              <line x1={left} x2={left + scale.width} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={left - 6} y={y(tick) + 4} textAnchor="end" fontSize={11} fill="var(--ink-3)">
                {formatTick(tick, quantity)}
              </text>
            </g>
          ))}
          {image && (
            <image
              href={image.href}
              x={left}
              y={TOP}
              width={scale.width}
              height={bottom - TOP}
              preserveAspectRatio="none"
              style={{ imageRendering: "pixelated" }}
            />
          )}
          <TimeAxis scale={scale} zone={zone} y={bottom} />
          <HeatCursor id={cursorId} {...{ columns, scale, bottom }} />
          {at && (
            <rect
              x={left}
              width={scale.width}
              y={bottom - (at.row + 1) * rowHeight}
              height={rowHeight}
              fill="var(--ink)"
              opacity={0.07}
              pointerEvents="none"
            />
          )}
          {chosen && (
            <Selection
              x={Math.max(left, scale.x(chosen.from))}
              width={Math.max(
                1,
                Math.min(left + scale.width, scale.x(chosen.to)) - Math.max(left, scale.x(chosen.from)),
              )}
              y={y(chosen.upper)}
              height={Math.max(1, y(Math.max(chosen.lower, low)) - y(chosen.upper))}
            />
          )}
        </svg>
      )}
      {facts && (
        <>
          {(!ends || byKeys) && (
            <ChartTooltip
              {...facts}
              at={{
                x: scale.x((columns[at!.column]! + endOf(columns, at!.column)) / 2),
                y: bottom - at!.row * rowHeight + 8,
              }}
            />
          )}
          <output className="sr-only">{byKeys ? spoken(facts) : ""}</output>
        </>
      )}
    </div>
  );
}

/** The shared cursor as a column. */
function HeatCursor({
  id,
  columns,
  scale,
  bottom,
}: {
  id: string;
  columns: readonly number[];
  scale: ReturnType<typeof timeScale>;
  bottom: number;
}) {
  const at = useCursor(id);
  const index = at === null ? undefined : bucketAt(columns, at);
  if (index === undefined) return null;
  const x = scale.x(columns[index]!);
  return (
    <rect
      data-testid="chart-cursor"
      x={x}
      width={Math.max(1, scale.x(endOf(columns, index)) - x)}
      y={TOP}
      height={bottom - TOP}
      fill="var(--ink)"
      opacity={0.12}
      pointerEvents="none"
    />
  );
}

/** The row that holds most. */
const fullest = (column: readonly number[]): number => Math.max(0, column.indexOf(Math.max(...column, 0)));
