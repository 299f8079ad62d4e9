import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { countBelow } from "@/lib/stats/count-below";
import { total } from "@/lib/stats/histogram";

import { countValues, type Observations } from "./count-values";
import type { Box } from "./box";
import { MEASURE, type Measure } from "./measure";
import { histogramOfCells } from "./observed";
import { rankDifferences, type Difference } from "./rank-differences";
import { sampleWindows } from "@/lib/stats/sample-windows";
import { measureQuery, type LatencyScope } from "./scope";

export interface Side {
  /** Interactions or calls, to within one bin at each edge of the box. */
  count: number;
  /** How many of them were looked at. */
  sampled: number;
}

export interface BoxComparison {
  inside: Side;
  outside: Side;
  /** The surest first. */
  differences: Difference[];
}

/** So many of each side tell shares to about a point; more takes longer and says the same. */
const WANTED = 4_000;
/** Never read more rows than this for one side, however rare its own are among them. */
const MOST_READ = 20_000;

/**
 * What is special about a box of the heatmap: which attributes differ inside it against everything else in the same period
 * and filters. Both sides are samples, spread evenly over their time, so that the work is the same for a thousand and for a
 * hundred million rows.
 */
export async function compareBox(
  tx: TransactionSql,
  ctx: Context,
  measure: Measure,
  scope: LatencyScope,
  box: Box,
): Promise<BoxComparison> {
  const { source } = MEASURE[measure];
  const [boxCells, allCells] = await Promise.all(
    [{ ...scope, from: box.from, to: box.to }, scope].map((one) =>
      readDataPoints(tx, ctx, { ...measureQuery(measure, one), interval: "range" }),
    ),
  );
  const rowsOf = (cells: typeof boxCells): number =>
    Number(
      (cells ?? []).reduce(
        (n, { sums }) => n + (sums[source === "traces" ? "interactions" : "calls"] ?? 0n),
        0n,
      ),
    );
  const boxed = histogramOfCells(boxCells ?? [], measure);
  const inside = Math.round(countBelow(boxed, box.upToMs * 1e6) - countBelow(boxed, box.overMs * 1e6));
  const outside = total(histogramOfCells(allCells ?? [], measure)) - inside;
  const windows = (period: { from: string; to: string }, rows: number, own: number) =>
    sampleWindows(
      { from: Date.parse(period.from), to: Date.parse(period.to) },
      rows,
      Math.min(MOST_READ, own === 0 ? 0 : (rows * WANTED) / own),
    );
  const observations: Observations = {
    measure,
    scope,
    box,
    inside: windows(box, rowsOf(boxCells), inside),
    outside: windows(scope, rowsOf(allCells), outside),
    mostRows: MOST_READ,
  };
  const { counts, ...sampled } = await countValues(tx, ctx, observations);
  return {
    inside: { count: inside, sampled: sampled.inside },
    outside: { count: outside, sampled: sampled.outside },
    differences: rankDifferences(counts, sampled),
  };
}
