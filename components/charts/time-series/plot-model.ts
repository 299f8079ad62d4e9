import type { Quantity } from "@/lib/format/quantity";

import { spanOf } from "../axis/buckets";
import { tickRoom } from "../axis/format-tick";
import { valueTicks } from "../axis/value-ticks";
import type { Margins } from "../types";
import { labelMargin } from "./end-labels";
import { type FoldedSeries, foldSeries } from "./fold-series";
import type { DrawnSeries } from "./limit-series";
import { type PlotRows, lineRows, stackRows } from "./plot-rows";

export interface PlotModel extends PlotRows {
  folded: FoldedSeries;
  ticks: number[];
  /** Both ends of the axis of time, epoch ms. */
  span: [from: number, to: number];
  /** Room beside the plot and the plot's own width, pixels. */
  left: number;
  right: number;
  width: number;
  /** Whether a column is so narrow that a line shows where the cursor stands. */
  narrow: boolean;
}

interface PlotInput {
  look: "lines" | "stack";
  times: readonly number[];
  series: readonly DrawnSeries[];
  quantity: Quantity;
  /** Always within the axis. */
  threshold: number;
  /** Of the whole drawing, pixels. */
  width: number;
  margins: Margins | undefined;
  /** Names at the line ends. */
  direct: boolean;
}

/** Room above the plot for the names of changes, pixels. */
export const PLOT_TOP = 12;
/** Bars so narrow have no air between them: they are drawn as steps. */
const STEPS_BELOW_PX = 4;
const NARROW_PX = 6;

/** Everything that a drawing over time is made of: rows for the chart library, ticks, room beside the plot. */
export function plotModel(input: PlotInput): PlotModel {
  const { look, times, series, quantity, threshold, margins, direct } = input;
  const folded = foldSeries(look, times, series, input.width);
  const ticks = valueTicks(Math.max(folded.max, threshold), quantity);
  const left = Math.max(margins?.left ?? 0, tickRoom(ticks, quantity));
  const right = Math.max(margins?.right ?? 0, direct ? labelMargin(series) : 8);
  const width = Math.max(1, input.width - left - right);
  const column = width / Math.max(1, folded.columns.length);
  const stacked = look === "stack";
  const rows = stacked ? stackRows(folded, series, column <= STEPS_BELOW_PX) : lineRows(folded, series);
  const narrow = !stacked || column < NARROW_PX;
  return { ...rows, folded, ticks, span: spanOf(folded.columns), left, right, width, narrow };
}
