"use client";

import { type KeyboardEvent, useState } from "react";

import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";
import { formatPercent } from "@/lib/format/percent";

import { ChartFrame, type FrameProps } from "./chart-frame";
import { type ValueBin, foldBins } from "./distribution";
import { alongLog, logTicks } from "./log-axis";
import { placeMarks } from "./place-marks";
import { Readout } from "./readout";
import { tableOf } from "./table-data";
import { useWidth } from "./use-width";
import { formatTick, valueTicks } from "./value-ticks";

interface DistributionChartProps extends FrameProps {
  /** Ascending, evenly spaced on a logarithmic scale, empty ones included: `durationBins(histogram)`. */
  bins: readonly ValueBin[];
  quantity: Quantity;
  /** What is counted: "calls". */
  counted: string;
  /** Values that stand for all: p50, p95. */
  marks?: readonly { value: number; label: string; color?: string }[];
  /** Called with the bounds of a bar that was clicked, or chosen with Enter. */
  onSelect?: ((bounds: { lower: number; upper: number }) => void) | undefined;
  height?: number;
}

/** How are the values spread? Bars over a logarithmic axis, with the quantiles where they lie. */
export function DistributionChart({
  bins,
  quantity,
  counted,
  marks = [],
  onSelect,
  height = 190,
  ...frame
}: DistributionChartProps) {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    <ChartFrame
      {...frame}
      height={height}
      empty={all === 0 ? (frame.empty ?? "Nothing was recorded in this range.") : undefined}
      table={() =>
        tableOf(
          ["Above", "Up to", counted[0]!.toUpperCase() + counted.slice(1)],
          bins.map(({ lower, upper, count }) => [
            exactQuantity(lower, quantity),
            exactQuantity(upper, quantity),
            exactQuantity(count, "count"),
          ]),
          bins.map(({ lower, upper, count }) => [lower, upper, count]),
        )
      }
    >
      <Plot {...{ bins, quantity, counted, marks, onSelect, height, all }} title={frame.question} />
    </ChartFrame>
  );
}

const TOP = 14;
const BOTTOM = 20;
/** A bar that can be pointed at. */
const LEAST_BAR = 5;

interface PlotProps {
  bins: readonly ValueBin[];
  quantity: Quantity;
  counted: string;
  marks: readonly { value: number; label: string; color?: string }[];
  onSelect: DistributionChartProps["onSelect"];
  height: number;
  all: number;
  title: string;
}

function Plot({ bins, quantity, counted, marks, onSelect, height, all, title }: PlotProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [over, setOver] = useState<number>();
  const left = 36;
  const plotWidth = Math.max(0, width - left - 8);
  const plotHeight = height - TOP - BOTTOM;
  const bars = foldBins(bins, plotWidth / LEAST_BAR);
  const low = Math.max(bars[0]?.lower ?? 1, Number.MIN_VALUE);
  const high = bars.at(-1)?.upper ?? 2;
  const x = (value: number) => left + alongLog(value, low, high) * plotWidth;
  const ticks = valueTicks(Math.max(...bars.map(({ count }) => count), 0), "count");
  const max = ticks.at(-1)!;
  const y = (count: number) => TOP + plotHeight * (1 - count / max);
  const shown = marks
    .filter(({ value }) => value >= low && value <= high)
    .toSorted((a, b) => a.value - b.value);
  const xs = shown.map(({ value }) => x(value) - left);
  const place = (texts: readonly string[]) =>
    placeMarks(
      xs,
      texts.map((text) => text.length * 6 + 8),
      plotWidth,
    );
  const whole = shown.map(({ label, value }) => `${label} ${formatQuantity(value, quantity)}`);
  const first = place(whole);
  // Where a mark has no room for its name and value, the name alone stands.
  const texts = shown.map(({ label }, i) => (first[i]!.named ? whole[i]! : label));
  const placed = place(texts);
  const bar = over === undefined ? undefined : bars[over];

  const indexAt = (clientX: number, element: Element) => {
    const at = (clientX - element.getBoundingClientRect().left - left) / (plotWidth || 1);
    return Math.min(bars.length - 1, Math.max(0, Math.floor(at * bars.length)));
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
      role="group"
      aria-label={`${title}: arrow keys walk through the bars`}
      tabIndex={0}
      className={onSelect ? "relative h-full cursor-pointer select-none" : "relative h-full select-none"}
      onPointerMove={(event) => setOver(indexAt(event.clientX, event.currentTarget))}
      onPointerLeave={() => setOver(undefined)}
      onBlur={() => setOver(undefined)}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const clicked = bars[indexAt(event.clientX, event.currentTarget)];
        if (clicked) onSelect?.(clicked);
      }}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden className="block overflow-visible">
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={left + plotWidth} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={left - 6} y={y(tick) + 4} textAnchor="end" fontSize={11} fill="var(--ink-3)">
                {formatTick(tick, "count")}
              </text>
            </g>
          ))}
          {bars.map(({ lower, upper, count }, index) =>
            count === 0 ? null : (
              <rect
                key={index}
                x={x(Math.max(lower, low))}
                width={Math.max(1, x(upper) - x(Math.max(lower, low)) - 1)}
                y={Math.min(y(count), TOP + plotHeight - 1)}
                height={Math.max(1, TOP + plotHeight - y(count))}
                fill={index === over ? "var(--q3)" : "var(--q2)"}
              />
            ),
          )}
          <line
            x1={left}
            x2={left + plotWidth}
            y1={TOP + plotHeight + 0.5}
            y2={TOP + plotHeight + 0.5}
            stroke="var(--line-strong)"
          />
          {logTicks(low, high, quantity, Math.max(2, plotWidth / 64)).map((tick) => (
            <text key={tick} x={x(tick)} y={height - 4} textAnchor="middle" fontSize={11} fill="var(--ink-3)">
              {formatTick(tick, quantity)}
            </text>
          ))}
          {shown.map(({ value, label, color }, i) => (
            <g key={label}>
              <line
                x1={x(value)}
                x2={x(value)}
                y1={TOP - 8}
                y2={TOP + plotHeight}
                stroke={color ?? "var(--ink-2)"}
                strokeWidth={1.5}
              />
              {placed[i]!.named && (
                <text
                  x={x(value) + (placed[i]!.side === "left" ? -4 : 4)}
                  y={TOP - 2}
                  textAnchor={placed[i]!.side === "left" ? "end" : "start"}
                  fontSize={11}
                  fill="var(--ink-2)"
                  paintOrder="stroke"
                  stroke="var(--surface)"
                  strokeWidth={3}
                >
                  {texts[i]}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
      {bar && (
        <Readout x={x(bar.upper)} width={width}>
          {formatQuantity(bar.lower, quantity)} to {formatQuantity(bar.upper, quantity)}:{" "}
          <b className="font-medium">{bar.count.toLocaleString("en")}</b> {counted},{" "}
          {formatPercent(all === 0 ? 0 : bar.count / all)}
        </Readout>
      )}
    </div>
  );
}
