import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { dimensionOf } from "@/lib/model/filter-params";
import type { Histogram } from "@/lib/stats/histogram";
import { HistogramSum } from "@/lib/stats/histogram-bytes";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import type { FigureQuery, Plan } from "./figure-query";
import { partsOf } from "./parts-of";
import { rememberPart } from "./remember-part";

/** What the rows of one point and one group add up to. */
export interface DataPoint {
  /** Start of the point, ISO; null: the whole range. */
  at: string | null;
  /** Values of `groupBy`, in its order; prompt versions as 16 hex digits. */
  groups: (string | null)[];
  sums: Record<string, bigint>;
  histograms: Record<string, Histogram>;
}

/**
 * The one question of all figures: closed buckets together with raw rows where a bucket is stale or not over yet. A bucket that
 * has no mark equals what its rows say, so the answer is exact at every moment, to the microsecond at both ends of the range.
 *
 * @param tx a transaction of `inProject`; of one snapshot when several questions must agree
 * @returns a cell for each point and group that has rows, in no order
 * @throws Failure bad_request when the source does not know a dimension
 */
export async function readDataPoints(
  tx: TransactionSql,
  ctx: Context,
  query: FigureQuery,
): Promise<DataPoint[]> {
  const { plan, parts } = await partsOf(tx, ctx, query);
  // Sent together: the connection answers in order.
  const read = parts.map((part) => {
    const ask = (): Promise<readonly object[]> => part.relation.execute();
    return plan.samples ? rememberPart(tx, ctx, plan, part, { what: "sample", ask, bytesOf }) : ask();
  });
  return addUp(plan, await Promise.all(read));
}

const bytesOf = (rows: readonly object[]): number => 100 + rows.length * 1000;

interface Row {
  at: number | null;
  [column: string]: unknown;
}

/** Parts to cells: the same point and group of several parts is one. */
function addUp(plan: Plan, parts: readonly (readonly object[])[]): DataPoint[] {
  interface Sum {
    at: number | null;
    groups: (string | null)[];
    sums: bigint[];
    histograms: HistogramSum[];
  }
  const columns = plan.groupBy.map((_, index) => `g${index}`);
  const starts = plan.points.map((ms) => new Date(ms).toISOString());
  const cells = new Map<string, Sum>();
  for (const row of parts.flat() as Row[]) {
    const groups = columns.map((column) => row[column] as string | null);
    // Stored text never holds U+0000.
    const key = groups.reduce<string>((all, value) => `${all}\0${value ?? "\0null"}`, `${row.at}`);
    let cell = cells.get(key);
    if (!cell) {
      cell = {
        at: row.at,
        groups,
        sums: plan.sums.map(() => 0n),
        histograms: plan.histograms.map(() => new HistogramSum()),
      };
      cells.set(key, cell);
    }
    for (const [index, name] of plan.sums.entries()) {
      const value = row[name] as string | null | undefined;
      if (value) cell.sums[index] = (cell.sums[index] as bigint) + BigInt(value);
    }
    for (const [index, name] of plan.histograms.entries()) {
      const bytes = row[`h_${name}`] as Uint8Array | null;
      if (bytes) cell.histograms[index]?.add(bytes);
    }
  }
  return [...cells.values()].map(({ at, groups, sums, histograms }) => ({
    at: at === null ? null : (starts[at - 1] as string),
    groups: groups.map((value, index) =>
      value !== null && isFingerprint(plan, index) ? formatFingerprint(value) : value,
    ),
    sums: Object.fromEntries(plan.sums.map((name, index) => [name, sums[index] as bigint])),
    histograms: Object.fromEntries(
      plan.histograms.map((name, index) => [name, (histograms[index] as HistogramSum).histogram()]),
    ),
  }));
}

function isFingerprint({ groupBy }: Plan, index: number): boolean {
  const name = groupBy[index];
  return name !== undefined && dimensionOf(name).filter?.stored === "fingerprint";
}
