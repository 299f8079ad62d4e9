"use client";

import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { Bar, BarChart, Cell, Tooltip, XAxis } from "recharts";

import { formatPercent } from "@/lib/format/percent";
import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";

import { formatTick } from "../axis/format-tick";
import { logTicks } from "../axis/log-ticks";
import { MarkLine } from "../axis/mark-line";
import { TIME_AXIS_HEIGHT } from "../axis/time-axis";
import { ValueAxis } from "../axis/value-axis";
import { valueTicks } from "../axis/value-ticks";
import { ChartTooltip } from "../frame/chart-tooltip";
import { useWidth } from "../frame/use-width";
import { type ValueBin, foldBins } from "./bins";
import { type ValueMark, namedMarks } from "./named-marks";

export interface DistributionPlotProps {
  bins: readonly ValueBin[];
  quantity: Quantity;
  counted: string;
  marks: readonly ValueMark[];
  onSelect: ((bounds: { lower: number; upper: number }) => void) | undefined;
  height: number;
  /** How many there are in all. */
  all: number;
  title: string;
}

const TOP = 14;
const LEFT = 36;
const RIGHT = 8;
const TICK_PX = 64;
/** A bar that can be pointed at. */
const LEAST_BAR = 5;

/** Bars over a logarithmic axis, and lines at the values that stand for all. */
export default function DistributionPlot(props: DistributionPlotProps) {
  const { bins, quantity, counted, marks, onSelect, height, all, title } = props;
  const [box, width, around] = useWidth();
  const [over, setOver] = useState<number>();
  const plotWidth = Math.max(1, width - LEFT - RIGHT);
  const bars = useMemo(() => foldBins(bins, plotWidth / LEAST_BAR), [bins, plotWidth]);
  const low = Math.max(bars[0]?.lower ?? 1, Number.MIN_VALUE);
  const high = bars.at(-1)?.upper ?? 2;
  // Each bar stands at the middle of its bounds as the axis sees it.
  const rows = useMemo(
    () => bars.map((bar) => ({ ...bar, at: Math.sqrt(Math.max(bar.lower, low) * bar.upper) })),
    [bars, low],
  );
  const bar = over === undefined ? undefined : bars[over];

  const indexAt = (event: PointerEvent | React.MouseEvent) => {
    const along = (event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / plotWidth;
    return Math.min(bars.length - 1, Math.max(0, Math.floor(along * bars.length)));
  };
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) setOver(Math.min(bars.length - 1, Math.max(0, (over ?? (step > 0 ? -1 : bars.length)) + step)));
    else if (event.key === "Enter" && bar) onSelect?.(bar);
    else if (event.key === "Escape") setOver(undefined);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={box}
      data-chart
      role="group"
      aria-label={`${title}: arrow keys walk through the bars`}
      tabIndex={0}
      className={onSelect ? "relative h-full cursor-pointer select-none" : "relative h-full select-none"}
      onPointerMove={(event) => setOver(indexAt(event))}
      onPointerLeave={() => setOver(undefined)}
      onBlur={() => setOver(undefined)}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const clicked = bars[indexAt(event)];
        if (clicked) onSelect?.(clicked);
      }}
    >
      {width > 0 && (
        <BarChart
          width={width}
          height={height}
          data={rows}
          margin={{ top: TOP, right: RIGHT, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          barCategoryGap={0.5}
          // The width of the only bar; that of several comes from how far they are apart.
          maxBarSize={plotWidth / Math.max(1, bars.length)}
          role="presentation"
          style={{ overflow: "visible", pointerEvents: "none", cursor: "inherit" }}
        >
          <ValueAxis
            ticks={valueTicks(Math.max(...bars.map(({ count }) => count), 0), "count")}
            quantity="count"
            width={LEFT}
          />
          <XAxis
            type="number"
            scale="log"
            dataKey="at"
            domain={[low, high]}
            ticks={logTicks(low, high, quantity, Math.max(2, plotWidth / TICK_PX))}
            interval={0}
            height={TIME_AXIS_HEIGHT}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
            tick={({ x, y, payload }) => (
              <text x={x} y={Number(y) + 8} textAnchor="middle" fontSize={11} fill="var(--ink-3)">
                {formatTick(payload.value as number, quantity)}
              </text>
            )}
          />
          <Bar
            dataKey="count"
            minPointSize={(count) => (count ? 1 : 0)}
            activeBar={false}
            isAnimationActive={false}
          >
            {bars.map(({ lower }, index) => (
              <Cell key={lower} fill={index === over ? "var(--q3)" : "var(--q2)"} />
            ))}
          </Bar>
          {namedMarks(marks, { low, high, width: plotWidth }, quantity).map(({ mark, side, name }) => (
            <MarkLine
              key={mark.label}
              x={mark.value}
              side={side}
              name={name}
              stroke={mark.color ?? "var(--ink-2)"}
              strokeWidth={1.5}
            />
          ))}
          {bar && (
            <Tooltip
              trigger="click"
              defaultIndex={over!}
              portal={around}
              isAnimationActive={false}
              cursor={false}
              wrapperStyle={{ visibility: "visible" }}
              content={<BarTooltip {...{ bar, quantity, counted }} share={all === 0 ? 0 : bar.count / all} />}
            />
          )}
        </BarChart>
      )}
    </div>
  );
}

interface BarTooltipProps {
  bar: ValueBin;
  quantity: Quantity;
  counted: string;
  share: number;
  /** Of the bar; the chart library hands it in. */
  coordinate?: { x: number };
}

function BarTooltip({ bar, quantity, counted, share, coordinate }: BarTooltipProps) {
  if (!coordinate) return null;
  const heading = `${formatQuantity(bar.lower, quantity)} to ${formatQuantity(bar.upper, quantity)}`;
  const row = {
    key: "count",
    label: counted,
    text: `${exactQuantity(bar.count, "count")}, ${formatPercent(share)}`,
  };
  return (
    <output>
      <ChartTooltip heading={heading} rows={[row]} at={{ x: coordinate.x, y: TOP }} />
    </output>
  );
}
