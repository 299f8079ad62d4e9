import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { rangeBefore } from "@/lib/time/range";

import type { Measure } from "./measure";
import { observedOf, type Observed } from "./observed";
import { measureQuery, type LatencyScope, type LatencyDimension } from "./scope";

/** One value of a word, and what it was in the period before of the same length. */
export interface LatencyGroup {
  /** null: not set. */
  value: string | null;
  now: Observed;
  before: Observed;
}

/** Every value of a word in this period, the most frequent first. */
export async function latencyByGroup(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  scope: LatencyScope,
  word: LatencyDimension | null,
): Promise<LatencyGroup[]> {
  const groupBy = word === null ? [] : [word];
  const [now, before] = await Promise.all(
    [scope, rangeBefore(scope)].map((one) =>
      readDataPoints(tx, ctx, { ...measureQuery(measure, one), interval: "range", groupBy }),
    ),
  );
  const cellsOf = (cells: readonly DataPoint[] | undefined, value: string | null): DataPoint[] =>
    (cells ?? []).filter(({ groups }) => (groups[0] ?? null) === value);
  const values = new Set((now ?? []).map(({ groups }) => groups[0] ?? null));
  return [...values]
    .map((value) => ({
      value,
      now: observedOf(cellsOf(now, value), measure),
      before: observedOf(cellsOf(before, value), measure),
    }))
    .sort((a, b) => b.now.all - a.now.all);
}
