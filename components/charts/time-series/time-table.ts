import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";
import { formatDateTime } from "@/lib/format/when";

import type { TableData } from "../frame/table-data";
import type { Series } from "../types";

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
  const columns = series.flatMap(({ label, values, band }) => [
    { label, values },
    ...(band
      ? [
          { label: `${label}, low`, values: band.lower },
          { label: `${label}, high`, values: band.upper },
        ]
      : []),
  ]);
  const labels = columns.map(({ label }) => label);
  return {
    columns: ["From", ...labels],
    rowCount: times.length,
    row: (i) => [
      formatDateTime(new Date(times[i]!), zone),
      ...columns.map(({ values }) => {
        const v = values[i] ?? null;
        return v === null ? UNKNOWN : exactQuantity(v, quantity);
      }),
    ],
    csv: () => ({
      head: ["from", ...labels],
      rows: times.map((t, i) => [
        new Date(t).toISOString(),
        ...columns.map(({ values }) => values[i] ?? null),
      ]),
    }),
  };
}
