import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { FigureQuery, Plan } from "./figure-query";
import { partsOf, type Part } from "./parts-of";
import { listed } from "./plan-sql";
import { rememberPart } from "./remember-part";

/** One sum of one group, point by point. */
export interface SeriesOfSums {
  /** Values of `groupBy`, in its order; prompt versions as they are stored. */
  groups: (string | null)[];
  /** In the order of the points, 0 where a group has no rows. Exact up to 2^53. */
  sums: Float64Array;
}

/**
 * One sum over time by groups, each group as one row: of hundreds of groups and hours, cells take longer to send and to read than
 * to add up.
 * @returns starts of the points, in milliseconds, and the series, in no order
 * @throws Failure bad_request when the source does not know a dimension
 */
export async function readSeriesOfSums(
  tx: TransactionSql,
  ctx: Context,
  query: Omit<FigureQuery, "sums" | "histograms"> & { sum: string },
): Promise<{ starts: readonly number[]; series: SeriesOfSums[] }> {
  const { plan, parts } = await partsOf(tx, ctx, { ...query, sums: [query.sum], histograms: [] }, "terms");
  // Sent together: the connection answers in order.
  const read = await Promise.all(
    parts.map((part) =>
      rememberPart(tx, ctx, plan, part, {
        what: "series",
        ask: () => ask(tx, plan, query.sum, part),
        bytesOf: (series) => series.reduce((bytes, { sums }) => bytes + 200 + sums.byteLength, 0),
      }),
    ),
  );
  const series = new Map<string, SeriesOfSums>();
  for (const { groups, sums } of read.flat()) {
    const key = JSON.stringify(groups);
    const one = series.get(key);
    if (!one) series.set(key, { groups, sums: sums.slice() });
    else for (const [place, sum] of sums.entries()) one.sums[place] = (one.sums[place] as number) + sum;
  }
  return { starts: plan.points, series: [...series.values()] };
}

async function ask(tx: TransactionSql, plan: Plan, sum: string, { relation }: Part): Promise<SeriesOfSums[]> {
  const names = plan.groupBy.map((_, index) => tx`${tx(`g${index}`)}::text`);
  const rows = await tx<{ at: string; sums: string; groups: (string | null)[] }[]>`
    select string_agg(at::text, ',') as at, string_agg(coalesce(${tx(sum)}, 0)::text, ',') as sums,
      json_build_array(null ${listed(tx, names)}) as groups
    from (${relation}) part
    group by null::int ${listed(tx, names)}`;
  return rows.map(({ at, sums: terms, groups }) => {
    const sums = new Float64Array(plan.points.length);
    const values = terms.split(",");
    for (const [index, point] of at.split(",").entries()) {
      const place = Number(point) - 1;
      sums[place] = (sums[place] as number) + Number(values[index]);
    }
    return { groups: groups.slice(1), sums };
  });
}
