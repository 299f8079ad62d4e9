"use client";

import dynamic from "next/dynamic";
import { useMemo } from "react";

import { useTimeZone } from "@/components/ui/time-zone";
import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { formatDateTime } from "@/lib/format/when";

import { ChartFrame, type FrameProps, Undrawn } from "../frame/chart-frame";
import type { TableData } from "../frame/table-data";
import type { Margins } from "../types";
import type { HeatCells } from "./heat-cells";
import { HEAT_TOKENS } from "./heat-image";
import type { HeatBox } from "./heat-plot";

const HeatPlot = dynamic(() => import("./heat-plot"), { ssr: false, loading: Undrawn });

interface HeatmapProps extends FrameProps, HeatCells {
  /** Starts of the buckets, epoch milliseconds, as many as `counts`. */
  times: readonly number[];
  /** What the rows measure. */
  quantity: Quantity;
  /** What is counted: "interactions". */
  counted: string;
  height?: number;
  margins?: Margins | undefined;
  /** Charts with the same id share their cursor. */
  syncId?: string | undefined;
  /** Called with what was dragged over, or chosen by keys; null when the choice was taken back. */
  onSelect?: ((box: HeatBox | null) => void) | undefined;
  /** What is chosen, where the page remembers it (its address); otherwise the chart does. */
  selected?: HeatBox | null | undefined;
  onZoomOut?: (() => void) | undefined;
}

/** When was it how much? Times against values on a logarithmic axis; the more there were, the stronger the shade. */
export function Heatmap({
  times,
  rows,
  counts,
  quantity,
  counted,
  height = 220,
  margins,
  syncId,
  onSelect,
  selected,
  onZoomOut,
  ...frame
}: HeatmapProps) {
  const zone = useTimeZone();
  const max = useMemo(
    () => counts.reduce((top, column) => column.reduce((a, b) => Math.max(a, b), top), 0),
    [counts],
  );
  return (
    <ChartFrame
      {...frame}
      height={height}
      onZoomOut={onZoomOut}
      empty={max === 0 ? (frame.empty ?? "Nothing was recorded in this range.") : undefined}
      table={() => heatTable({ times, rows, counts }, { quantity, counted, zone })}
      legend={<Scale max={max} counted={counted} />}
    >
      <HeatPlot
        {...{
          times,
          rows,
          counts,
          quantity,
          counted,
          height,
          margins,
          syncId,
          onSelect,
          selected,
          onZoomOut,
          zone,
        }}
        title={frame.question}
      />
    </ChartFrame>
  );
}

/** What the shades mean. */
const Scale = ({ max, counted }: { max: number; counted: string }) => (
  <div className="mt-1 flex items-center gap-1.5 text-xs text-ink-2">
    <span>1</span>
    <span
      aria-hidden
      className="h-2 w-24 rounded-[2px]"
      style={{
        background: `linear-gradient(90deg, ${HEAT_TOKENS.map((token) => `var(${token})`).join(", ")})`,
      }}
    />
    <span className="tabular">
      {max.toLocaleString("en")} {counted} in a cell
    </span>
  </div>
);

/** One row a cell that holds something: a column a range of values would be wider than any screen. */
function heatTable(
  { times, rows, counts }: HeatCells & { times: readonly number[] },
  { quantity, counted, zone }: { quantity: Quantity; counted: string; zone: string },
): TableData {
  const cells = counts.flatMap((column, time) =>
    column.flatMap((count, row) => (count > 0 ? [{ time, row, count }] : [])),
  );
  return {
    columns: ["From", "Above", "Up to", counted[0]!.toUpperCase() + counted.slice(1)],
    rowCount: cells.length,
    row: (index) => {
      const { time, row, count } = cells[index]!;
      return [
        formatDateTime(new Date(times[time]!), zone),
        exactQuantity(rows[row]!.lower, quantity),
        exactQuantity(rows[row]!.upper, quantity),
        exactQuantity(count, "count"),
      ];
    },
    csv: () => ({
      head: ["from", "above", "up_to", counted],
      rows: cells.map(({ time, row, count }) => [
        new Date(times[time]!).toISOString(),
        rows[row]!.lower,
        rows[row]!.upper,
        count,
      ]),
    }),
  };
}
