"use client";

import dynamic from "next/dynamic";

import { type Quantity, exactQuantity, formatDifference, formatQuantity } from "@/lib/format/quantity";

import { ChartFrame, type FrameProps, Undrawn } from "../frame/chart-frame";
import { tableOf } from "../frame/table-data";
import { type WaterfallBar, type WaterfallStep, waterfall } from "./waterfall";

const WaterfallPlot = dynamic(() => import("./waterfall-plot"), { ssr: false, loading: Undrawn });
const ROW_PX = 28;

interface WaterfallChartProps extends FrameProps {
  before: { label: string; value: number };
  /** Together they lead from before to after; what they leave unexplained is a step of its own. */
  steps: readonly WaterfallStep[];
  after: { label: string; value: number };
  quantity: Quantity;
}

/** Why did it change? From before to after, each cause with what it added or took away. */
export function WaterfallChart({ before, steps, after, quantity, ...frame }: WaterfallChartProps) {
  const { bars, start, end } = waterfall(before, steps, after);
  const text = ({ kind, value }: WaterfallBar) =>
    kind === "level" ? formatQuantity(value, quantity) : formatDifference(value, quantity);
  const exact = ({ kind, value }: WaterfallBar) =>
    `${kind === "change" && value > 0 ? "+" : ""}${exactQuantity(value, quantity)}`;
  return (
    <ChartFrame
      {...frame}
      height={bars.length * ROW_PX + (start > 0 ? 18 : 0)}
      table={() =>
        tableOf(
          ["Step", "Change", "Level"],
          bars.map((bar) => [
            bar.label,
            bar.kind === "change" ? exact(bar) : "",
            bar.kind === "level" ? exact(bar) : "",
          ]),
          bars.map((bar) => [
            bar.label,
            bar.kind === "change" ? bar.value : null,
            bar.kind === "level" ? bar.value : null,
          ]),
        )
      }
    >
      <div style={{ height: bars.length * ROW_PX }}>
        <WaterfallPlot {...{ bars, start, end }} text={text} exact={exact} />
      </div>
      {start > 0 && (
        <p className="text-xs text-ink-3">Bars begin at {formatQuantity(start, quantity)}, not at zero.</p>
      )}
    </ChartFrame>
  );
}
