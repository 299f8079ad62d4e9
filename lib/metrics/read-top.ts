import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { binSql, type Histogram } from "@/lib/stats/histogram";
import { histogramOfBytes, binBytesSql } from "@/lib/stats/histogram-bytes";
import type { Fragment } from "@/lib/traces/filter-sql";

import { cellParts, type CellQuery } from "./cell-parts";
import type { Word } from "./words";

export interface TopQuery extends Omit<CellQuery, "interval" | "histograms" | "groupBy"> {
  groupBy: Word;
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

interface Row {
  rank: number;
  g0: string | null;
  groups: number;
  named: number;
  shares: string[] | null;
  distribution: Uint8Array | null;
  [sum: string]: unknown;
}

/**
 * The largest of very many groups, such as users, without reading all of them: ranked in the store, which sends `top` rows, the
 * total and the distribution, in one statement.
 */
export async function readTop(tx: TransactionSql, ctx: Context, query: TopQuery): Promise<Top> {
  const { by, top, groupBy, shares = [], ...rest } = query;
  const sums = [...new Set([by, ...query.sums])];
  const { parts } = await cellParts(
    tx,
    ctx,
    { ...rest, sums, groupBy: [groupBy], interval: "range" },
    "numeric",
  );
  const columns = (make: (name: string) => Fragment): Fragment =>
    sums.map(make).reduce((all, one) => tx`${all}, ${one}`);
  const rows =
    parts.length === 0
      ? []
      : await tx<Row[]>`
    with groups as (
      select g0, ${columns((name) => tx`coalesce(sum(${tx(name)}), 0) as ${tx(name)}`)}
      from (${parts.reduce((all, one) => tx`${all} union all ${one}`)}) parts
      group by g0
    ),
    ranked as (
      select *, row_number() over (order by ${tx(by)} desc, g0) as rank
      from groups
    ),
    named as (
      select ${tx(by)}, row_number() over (order by ${tx(by)} desc) as place, count(*) over () as n
      from groups
      where g0 is not null
    ),
    spread as (
      select string_agg(${tx.unsafe(binBytesSql("bin", "n"))}, ''::bytea order by bin) as distribution
      from (
        select ${tx.unsafe(binSql(by))} as bin, count(*) as n
        from groups
        where ${tx(by)} > 0
        group by 1
      ) bins
    )
    select 0 as rank, null as g0, count(*)::int as groups, count(g0)::int as named,
      (select distribution from spread) as distribution,
      array(
        select coalesce(sum(${tx(by)}) filter (where place <= greatest(1, ceil(n * share))), 0)::text
        from unnest(${plainArray(shares)}::float8[]) with ordinality as asked (share, nr)
        left join named on true
        group by nr
        order by nr
      ) as shares,
      ${columns((name) => tx`coalesce(sum(${tx(name)}), 0)::text as ${tx(name)}`)}
    from groups
    union all
    select rank, g0, 0, 0, null, null, ${columns((name) => tx`${tx(name)}::text`)}
    from ranked
    where rank <= ${top}
    order by rank`;
  const [total, ...largest] = rows;
  const sumsOf = (row: Row | undefined): Record<string, bigint> =>
    Object.fromEntries(sums.map((name) => [name, BigInt((row?.[name] as string | undefined) ?? 0)]));
  return {
    groups: largest.map((row) => ({ group: row.g0, sums: sumsOf(row) })),
    count: total?.groups ?? 0,
    named: total?.named ?? 0,
    shares: shares.map((_, index) => BigInt(total?.shares?.[index] ?? 0)),
    total: sumsOf(total),
    distribution: histogramOfBytes(total?.distribution ?? null),
  };
}
