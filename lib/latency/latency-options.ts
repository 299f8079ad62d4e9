import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";

import { LATENCY_DIMENSIONS, type LatencyScope, type LatencyDimension } from "./scope";

/** Words that the page itself narrows; the environment is chosen in the header. */
export type OptionWord = Exclude<LatencyDimension, "environment">;
export type LatencyOptions = Record<OptionWord, { value: string; count: number }[]>;

/** More values than this nobody picks from a list. */
const MOST = 100;

/**
 * Which values there are to narrow to, and in how many interactions of the period, the most frequent first. All values are
 * offered whatever else is chosen, so that a choice can be widened again.
 */
export async function latencyOptions(
  tx: TransactionSql,
  ctx: Context,
  { filters, ...period }: LatencyScope,
): Promise<LatencyOptions> {
  const { environment } = filters;
  const words = LATENCY_DIMENSIONS.filter((word): word is OptionWord => word !== "environment");
  const found = await Promise.all(
    words.map(async (word) => {
      const cells = await readDataPoints(tx, ctx, {
        source: "traces",
        sums: ["interactions"],
        ...period,
        ...(environment ? { filters: { environment } } : {}),
        interval: "range",
        groupBy: [word],
      });
      const options = cells
        .flatMap(({ groups, sums }) =>
          groups[0] ? [{ value: groups[0], count: Number(sums.interactions ?? 0n) }] : [],
        )
        .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
        .slice(0, MOST);
      return [word, options] as const;
    }),
  );
  return Object.fromEntries(found) as LatencyOptions;
}
