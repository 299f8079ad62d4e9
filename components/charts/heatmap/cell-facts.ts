import { formatPercent } from "@/lib/format/percent";
import { type Quantity, exactQuantity, formatQuantity } from "@/lib/format/quantity";

import { bucketText, foldedText } from "../axis/bucket-text";
import { endOf } from "../axis/buckets";
import type { TooltipFacts } from "../frame/chart-tooltip";
import type { HeatCells, HeatRow } from "./heat-cells";

/** One cell, and what is around it. */
export interface CellFacts {
  column: number;
  row: number;
  columns: readonly number[];
  rows: readonly HeatRow[];
  /** As drawn: several times may be one column. */
  cells: HeatCells["counts"];
  size: number;
  bucketMs: number;
  quantity: Quantity;
  counted: string;
  zone: string;
}

/** How many are in the cell, above it and in its column. */
export function cellFacts({
  column,
  row,
  columns,
  rows,
  cells,
  size,
  bucketMs,
  ...say
}: CellFacts): TooltipFacts {
  const { quantity, counted, zone } = say;
  const [own, range] = [cells[column]!, rows[row]!];
  const all = own.reduce((a, b) => a + b, 0);
  const above = own.slice(row + 1).reduce((a, b) => a + b, 0);
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
        text: `${exactQuantity(above, "count")}${all > 0 ? `, ${formatPercent(above / all)}` : ""}`,
      },
      { key: "all", label: "in all", text: exactQuantity(all, "count") },
    ],
    notes: size > 1 ? [`sum of ${foldedText(size, bucketMs)}`] : [],
  };
}
