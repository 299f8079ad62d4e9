import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { FigureQuery } from "./figure-query";

type Stale = { tier: number; bucket: number }[];

/** Asked once a transaction and range: most pages have several questions about the same time. */
const known = new WeakMap<TransactionSql, Map<string, Promise<Stale>>>();

/** Buckets of a range that are to be made anew. */
export function staleBuckets(
  tx: TransactionSql,
  ctx: Context,
  { from, to }: Pick<FigureQuery, "from" | "to">,
): Promise<Stale> {
  const asked = known.get(tx) ?? new Map<string, Promise<Stale>>();
  known.set(tx, asked);
  const key = `${from} ${to}`;
  const stale = asked.get(key) ?? askStale(tx, ctx, from, to);
  asked.set(key, stale);
  return stale;
}

async function askStale(tx: TransactionSql, ctx: Context, from: string, to: string): Promise<Stale> {
  const rows = await tx<{ tier: number; bucket: string }[]>`
    select tier, bucket
    from dirty_buckets
    where project_id = ${ctx.project.id}
      and tier in (0, 10, 60, 900, 3600)
      and bucket > ${from}::timestamptz - interval '1 day'
      and bucket < ${to}::timestamptz
    group by tier, bucket`;
  return rows.map((row) => ({ tier: row.tier, bucket: Date.parse(row.bucket) }));
}
