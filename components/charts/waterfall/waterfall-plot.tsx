"use client";

import { useId } from "react";
import { Bar, BarChart, Cell, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";

import { ChartTooltip } from "../frame/chart-tooltip";
import { useWidth } from "../frame/use-width";
import type { Waterfall, WaterfallBar } from "./waterfall";

interface WaterfallPlotProps extends Waterfall {
  /** As read beside a bar, and with all its digits. */
  text: (bar: WaterfallBar) => string;
  exact: (bar: WaterfallBar) => string;
}

/** Room for the figures at the right, and between the columns, pixels. */
const FIGURES = 88;
const GAP = 12;
const CHAR_PX = 6.4;

/** Bars from left to right, one below the other, each beginning where the one above ended. */
export default function WaterfallPlot({ bars, start, end, text, exact }: WaterfallPlotProps) {
  const [box, width, around] = useWidth();
  const fade = useId();
  const names = Math.max(FIGURES, width * 0.24);
  const byKey = new Map(bars.map((bar) => [bar.key, bar]));
  return (
    <div ref={box} data-chart className="h-full">
      {width > 0 && (
        <BarChart
          layout="vertical"
          width={width}
          height={bars.length * 28}
          data={bars}
          margin={{ top: 0, right: FIGURES + GAP, bottom: 0, left: 0 }}
          barCategoryGap={4}
          accessibilityLayer={false}
          role="presentation"
          style={{ overflow: "visible" }}
        >
          {/* A bar that does not begin at zero fades where it is cut. */}
          <defs>
            <linearGradient id={fade} gradientUnits="userSpaceOnUse" x1={names + GAP} x2={names + GAP + 24}>
              <stop offset="0" stopColor="var(--series-other)" stopOpacity={0} />
              <stop offset="1" stopColor="var(--series-other)" />
            </linearGradient>
          </defs>
          <XAxis type="number" domain={[start, end]} hide />
          <YAxis
            type="category"
            dataKey="key"
            width={names + GAP}
            interval={0}
            axisLine={false}
            tickLine={false}
            tick={({ y, payload }) => (
              <BarText
                bar={byKey.get(String(payload.value))!}
                y={Number(y) + 4}
                {...{ names, width, text }}
              />
            )}
          />
          {bars.slice(1).map((next, i) => (
            <ReferenceLine
              key={next.key}
              segment={[
                { x: bars[i]!.reached, y: bars[i]!.key },
                { x: bars[i]!.reached, y: next.key },
              ]}
              stroke="var(--line-strong)"
              zIndex={250}
            />
          ))}
          <Bar dataKey="ends" radius={3} minPointSize={2} activeBar={false} isAnimationActive={false}>
            {bars.map((bar) => (
              <Cell
                key={bar.key}
                fill={bar.kind === "level" && start > 0 ? `url(#${fade})` : barColor(bar)}
              />
            ))}
          </Bar>
          <Tooltip
            portal={around}
            isAnimationActive={false}
            cursor={{ fill: "var(--hover)" }}
            content={({ active, label, coordinate }) => {
              const bar = byKey.get(String(label));
              if (!active || !bar || !coordinate) return null;
              const row = { key: bar.key, label: bar.label, text: exact(bar), color: barColor(bar) };
              return (
                <ChartTooltip
                  heading={bar.kind === "level" ? "Level" : "Change"}
                  rows={[row]}
                  notes={bar.note ? [bar.note] : []}
                  at={coordinate}
                />
              );
            }}
          />
        </BarChart>
      )}
    </div>
  );
}

interface BarTextProps {
  bar: WaterfallBar;
  y: number;
  /** Room for names, and the whole width, pixels. */
  names: number;
  width: number;
  text: (bar: WaterfallBar) => string;
}

/** The name at the left of a bar and its figure at the right. */
function BarText({ bar, y, names, width, text }: BarTextProps) {
  const most = Math.floor(names / CHAR_PX);
  const look = { y, fontSize: 12, fill: "var(--ink)", fontWeight: bar.kind === "level" ? 550 : 400 };
  const name = (
    <text x={0} {...look} className={bar.href ? "hover:underline" : undefined}>
      {bar.label.length > most ? `${bar.label.slice(0, most - 1)}…` : bar.label}
    </text>
  );
  return (
    <>
      {bar.href ? <a href={bar.href}>{name}</a> : name}
      <text x={width} {...look} textAnchor="end" className="tabular">
        {text(bar)}
      </text>
    </>
  );
}

/** Two hues that stay apart for everybody; the sign beside the bar says the same. More is not worse by itself, so neither is red. */
const barColor = ({ kind, value }: WaterfallBar): string =>
  kind === "level" ? "var(--series-other)" : value > 0 ? "var(--series-2)" : "var(--series-3)";
