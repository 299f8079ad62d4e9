import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { MetricDimension } from "@/lib/model/figure-dimensions";
import { binOf, type Histogram } from "@/lib/stats/histogram";

import type { FigureQuery } from "./figure-query";
import { addGroups, groupsOfPart } from "./groups-of-part";
import { partsOf } from "./parts-of";

export interface TopQuery extends Omit<FigureQuery, "interval" | "histograms" | "groupBy"> {
  groupBy: MetricDimension;
  /** The sum that decides. */
  by: string;
  top: number;
  /** For each: what the largest groups have, of this share of all that have a name; at least one group. */
  shares?: readonly number[];
}

export interface Top {
  /** The largest groups, first the largest; equal ones by name. */
  groups: { group: string | null; sums: Record<string, bigint> }[];
  /** Groups with rows in the range. */
  count: number;
  /** Of these with a name: 1 less where there are rows without a value. */
  named: number;
  /** `by` of the largest named groups, in the order of `shares`. */
  shares: bigint[];
  /** Of all groups. */
  total: Record<string, bigint>;
  /** How `by` is spread over the groups that have any of it: log bins of its own unit. */
  distribution: Histogram;
}

/** The largest of very many groups, such as users, and how all of them are spread. */
export async function readTop(tx: TransactionSql, ctx: Context, query: TopQuery): Promise<Top> {
  const { by, top, groupBy, shares = [], ...rest } = query;
  const sums = [by, ...query.sums.filter((name) => name !== by)];
  const { plan, parts } = await partsOf(
    tx,
    ctx,
    { ...rest, sums, groupBy: [groupBy], interval: "range" },
    "numeric",
  );
  // Sent together: the connection answers in order.
  const read = await Promise.all(parts.map((part) => groupsOfPart(tx, ctx, plan, part)));
  const groups = addGroups(read, sums.length);
  const weights = groups.sums[0] ?? new BigInt64Array();
  const ascending = weights.slice().sort();
  const least = ascending[Math.max(0, ascending.length - top)];
  const largest = [...groups.names.entries()]
    .filter(([place]) => least !== undefined && (weights[place] as bigint) >= least)
    .sort(([a, nameA], [b, nameB]) => {
      const [more, less] = [weights[b] as bigint, weights[a] as bigint];
      return more === less ? byName(nameA, nameB) : more > less ? 1 : -1;
    })
    .slice(0, top);
  const unnamed = groups.names.indexOf(null);
  const named = weights.filter((_, place) => place !== unnamed).sort();
  return {
    groups: largest.map(([place, group]) => ({
      group,
      sums: Object.fromEntries(sums.map((name, index) => [name, groups.sums[index]?.[place] as bigint])),
    })),
    count: groups.names.length,
    named: named.length,
    shares: shares.map((share) => add(named.subarray(-Math.max(1, Math.ceil(named.length * share))))),
    total: Object.fromEntries(sums.map((name, index) => [name, add(groups.sums[index] ?? [])])),
    distribution: spread(ascending),
  };
}

const add = (values: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
};

/** Who has no name comes last. */
const byName = (a: string | null, b: string | null): number =>
  a === b ? 0 : b === null || (a !== null && a < b) ? -1 : 1;

function spread(ascending: BigInt64Array): Histogram {
  const bins: number[] = [];
  const counts: number[] = [];
  for (const value of ascending) {
    if (value <= 0n) continue;
    const bin = binOf(Number(value));
    if (bins.at(-1) === bin) counts[counts.length - 1] = (counts.at(-1) as number) + 1;
    else {
      bins.push(bin);
      counts.push(1);
    }
  }
  return { bins, counts };
}
