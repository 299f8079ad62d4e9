import { MAX_SERIES, OTHER_COLOR, categoryColor } from "../palette";
import type { Series } from "../types";

export interface DrawnSeries extends Series {
  color: string;
}

export interface LimitedSeries {
  drawn: DrawnSeries[];
  /** How many were left out because they cannot be added up. */
  leftOut: number;
}

const size = (series: Series): number =>
  series.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);

/**
 * At most seven series, the largest, in the order given. The rest of a stack becomes "Other"; lines that cannot be added (latencies,
 * rates) are left out and counted, so that the chart can say so.
 */
export function limitSeries(series: readonly Series[], { additive }: { additive: boolean }): LimitedSeries {
  const kept = new Set(
    series.length > MAX_SERIES ? series.toSorted((a, b) => size(b) - size(a)).slice(0, MAX_SERIES) : series,
  );
  let next = 0;
  const drawn: DrawnSeries[] = series
    .filter((s) => kept.has(s))
    .map((s) => ({ ...s, color: s.color ?? categoryColor(next++) }));
  const rest = series.filter((s) => !kept.has(s));
  if (rest.length > 0 && additive)
    drawn.push({ key: "__other", label: `Other (${rest.length})`, values: sum(rest), color: OTHER_COLOR });
  return { drawn, leftOut: additive ? 0 : rest.length };
}

/** Bucket by bucket; a bucket is unknown only where all are. */
function sum(series: readonly Series[]): (number | null)[] {
  const length = Math.max(...series.map((s) => s.values.length));
  return Array.from({ length }, (_, i) => {
    const known = series.map((s) => s.values[i] ?? null).filter((v) => v !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
  });
}
