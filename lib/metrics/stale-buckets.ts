import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { FigureQuery } from "./figure-query";

type Stale = readonly { tier: number; bucket: number }[];

interface Asked {
  fromMs: number;
  toMs: number;
  stale: Promise<Stale>;
}

const DAY_MS = 86_400_000;

/** Asked once a transaction and range: most pages have several questions about the same time, or parts of it. */
const known = new WeakMap<TransactionSql, Asked[]>();

/** Buckets of a range that are to be made anew. */
export async function staleBuckets(
  tx: TransactionSql,
  ctx: Context,
  { from, to }: Pick<FigureQuery, "from" | "to">,
): Promise<Stale> {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const asked = known.get(tx) ?? [];
  known.set(tx, asked);
  const around = asked.find((one) => one.fromMs <= fromMs && one.toMs >= toMs);
  if (around) return (await around.stale).filter(({ bucket }) => bucket > fromMs - DAY_MS && bucket < toMs);
  const stale = askStale(tx, ctx, from, to);
  asked.push({ fromMs, toMs, stale });
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
