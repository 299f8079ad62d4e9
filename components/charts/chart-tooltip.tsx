import { type Quantity, exactQuantity } from "@/lib/format/quantity";
import { UNKNOWN } from "@/lib/format/significant";
import { formatDateTime, formatTime } from "@/lib/format/when";

import type { ChartRow } from "./chart-data";
import type { DrawnSeries } from "./limit-series";
import type { ChangeMark } from "./types";

interface ChartTooltipProps {
  row: ChartRow | undefined;
  /** Length of a bucket, ms. */
  bucketMs: number;
  series: readonly DrawnSeries[];
  quantity: Quantity;
  zone: string;
  stacked: boolean;
  /** Changes within this bucket. */
  marks: readonly ChangeMark[];
}

/** Exact values of one bucket, in the order in which they lie on the page: the top of a stack first. */
export function ChartTooltip({ row, bucketMs, series, quantity, zone, stacked, marks }: ChartTooltipProps) {
  if (!row) return null;
  const ordered = stacked
    ? series.toReversed()
    : series.toSorted((a, b) => (row[b.key] ?? -1) - (row[a.key] ?? -1));
  const known = ordered.map((s) => row[s.key] ?? null).filter((v) => v !== null);
  const total = known.reduce((a, b) => a + b, 0);
  return (
    <div className="min-w-36 rounded-m bg-surface px-2.5 py-1.5 text-s text-ink shadow-pop">
      <div className="mb-1 text-xs whitespace-nowrap text-ink-3">
        {formatDateTime(new Date(row.t), zone)}
        {bucketMs > 0 && bucketMs < 86_400_000 && ` to ${formatTime(new Date(row.t + bucketMs), zone)}`}
      </div>
      {ordered.map((s) => {
        const value = row[s.key] ?? null;
        return (
          <div key={s.key} className="flex items-center gap-1.5 leading-4.5">
            <span aria-hidden className="size-2 shrink-0 rounded-[2px]" style={{ background: s.color }} />
            <span className="mr-4 max-w-52 truncate text-ink-2">{s.label}</span>
            <span className="tabular ml-auto whitespace-nowrap">
              {value === null ? UNKNOWN : exactQuantity(value, quantity)}
            </span>
          </div>
        );
      })}
      {stacked && series.length > 1 && (
        <div className="mt-1 flex justify-between border-t border-line pt-1 font-medium">
          <span>Total</span>
          <span className="tabular">
            {known.length === 0 ? UNKNOWN : exactQuantity(Number(total.toPrecision(12)), quantity)}
          </span>
        </div>
      )}
      {marks.map((mark) => (
        <div key={mark.label + mark.at} className="mt-1 border-t border-line pt-1 text-ink-2">
          {formatTime(new Date(mark.at), zone)} {mark.label}
        </div>
      ))}
    </div>
  );
}
