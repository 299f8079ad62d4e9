import type { ModelTraffic } from "./model-traffic";

/** Why calls of a model have no known cost, and so what helps. */
export type Lack = "no_model" | "no_price" | "no_usage" | "priced_since";

/** Null: every call has a cost. Of calls that have a price, what most of the others lack. */
export function lackOf(row: ModelTraffic): Lack | null {
  if (row.unknownCost === 0) return null;
  if (row.model === null) return "no_model";
  if (row.price === null) return "no_price";
  return 2 * row.unknownUsage >= row.unknownCost ? "no_usage" : "priced_since";
}

/** Whether clients and we say something else of the same calls, by more than rounding. */
export function differs(
  row: Pick<ModelTraffic, "reportedCalls" | "reportedNanoUsd" | "comparedNanoUsd">,
): boolean {
  const difference = BigInt(row.reportedNanoUsd) - BigInt(row.comparedNanoUsd);
  const most = [row.reportedNanoUsd, row.comparedNanoUsd].map(BigInt).reduce((a, b) => (a > b ? a : b), 0n);
  // A tenth of a per cent, and a nano-dollar a call: each was rounded once.
  return (difference < 0n ? -difference : difference) > most / 1000n + BigInt(row.reportedCalls);
}
