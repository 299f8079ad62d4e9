import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";
import { formatDateTime } from "@/lib/format/when";

import type { DrawnSeries } from "./limit-series";
import type { TableData } from "./table-data";
import type { Series } from "./types";

/** One bucket, as recharts wants it: the time under `t`, each series under its key. */
export type ChartRow = { t: number } & Record<string, number | null>;

export const chartRows = (times: readonly number[], series: readonly DrawnSeries[]): ChartRow[] =>
  times.map(
    (t, i) =>
      Object.assign({ t }, Object.fromEntries(series.map((s) => [s.key, s.values[i] ?? null]))) as ChartRow,
  );

/** The top of the axis must reach the largest value, or the tallest stack. */
export function largest(rows: readonly ChartRow[], series: readonly DrawnSeries[], stacked: boolean): number {
  let max = 0;
  for (const row of rows) {
    const values = series.map((s) => row[s.key] ?? 0);
    max = Math.max(max, stacked ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values));
  }
  return max;
}

/** Whether there is anything to draw: zeros are data, unknowns are not. */
export const hasData = (series: readonly Series[]): boolean =>
  series.some((s) => s.values.some((v) => v !== null));

/** The table behind a chart over time: all buckets and all series, also those not drawn or drawn together. */
export function timeTable(
  times: readonly number[],
  series: readonly Series[],
  quantity: Quantity,
  zone: string,
): TableData {
  const value = (s: Series, i: number) => s.values[i] ?? null;
  return {
    columns: ["From", ...series.map((s) => s.label)],
    rowCount: times.length,
    row: (i) => [
      formatDateTime(new Date(times[i]!), zone),
      ...series.map((s) => {
        const v = value(s, i);
        return v === null ? UNKNOWN : exactQuantity(v, quantity);
      }),
    ],
    csv: () => ({
      head: ["from", ...series.map((s) => s.label)],
      rows: times.map((t, i) => [new Date(t).toISOString(), ...series.map((s) => value(s, i))]),
    }),
  };
}
