import type { LatencyGroup } from "@/lib/latency/by-group";
import { QUANTILES, type Observed, type QuantileName } from "@/lib/latency/observed";
import { ENOUGH_CASES } from "@/lib/format/change";
import type { CsvCell } from "@/lib/format/csv";

/** Smaller moves are noise and not called worse. */
const WORSE_FROM = 0.05;

export interface LatencyRow {
  value: string | null;
  label: string;
  count: number;
  quantiles: Record<QuantileName, number | null>;
  /** Of the chosen quantile, relative to the period before; null: nothing to compare with. */
  change: number | null;
  /** Observations of the period before. */
  before: number;
  worse: boolean;
  /** Observations whose times an importer laid out. */
  synthetic: number;
  /** Why there is no quantile where there is none. */
  unknown: string;
}

/** Groups as rows of the table. @param labelOf a value as people read it */
export const latencyRows = (
  groups: readonly LatencyGroup[],
  quantile: QuantileName,
  labelOf: (value: string | null) => string,
): LatencyRow[] =>
  groups.map(({ value, now, before }) => {
    const [is, was] = [now[quantile], before[quantile]];
    const comparable =
      is !== null && was !== null && was > 0 && Math.min(now.count, before.count) >= ENOUGH_CASES;
    const change = comparable ? is / was - 1 : null;
    return {
      value,
      label: labelOf(value),
      count: now.count,
      quantiles: { p50: now.p50, p90: now.p90, p95: now.p95, p99: now.p99 },
      change,
      before: before.count,
      unknown: whyNone(now),
      synthetic: now.synthetic,
      worse: change !== null && change > WORSE_FROM,
    };
  });

/** Of a first token: nothing streamed, or its client does not say when it began. */
function whyNone({ all, unstreamed, untimed }: Observed): string {
  if (all > 0 && unstreamed === all) return "did not stream";
  return untimed > 0 ? "the client does not say when the first token came" : "nothing observed";
}

/** The table as CSV: plain numbers, unknown empty. */
export const csvOf = (
  rows: readonly LatencyRow[],
  word: string,
  quantile: QuantileName,
): { head: string[]; rows: CsvCell[][] } => ({
  head: [word, "count", ...QUANTILES.map((name) => `${name}_ms`), `${quantile}_change`, "synthetic_clock"],
  rows: rows.map(({ label, count, quantiles, change, synthetic }) => [
    label,
    count,
    ...QUANTILES.map((name) => quantiles[name]),
    change,
    synthetic,
  ]),
});
