import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { readTop } from "@/lib/metrics/read-top";
import type { Histogram } from "@/lib/stats/histogram";

import { isUsage, type SpendQuery } from "./spend-query";

/** How cost is spread over users. */
export interface UserSpend {
  /** Users with a name who had an interaction or a call. */
  users: number;
  totalNano: bigint;
  /** The most expensive first. */
  top: { user: string; costNano: bigint; interactions: number; unknownCalls: number }[];
  /** Cost of the most expensive hundredth and tenth of users, at least one user each. */
  top1Nano: bigint;
  top10Nano: bigint;
  /** Users by what they cost, in nano-dollars; those that cost nothing are left out. */
  distribution: Histogram;
}

/**
 * What users cost in the range: one statement, ranked in the store.
 * @returns null: the filters speak of models or steps, by which users' shares are not kept
 * @throws Failure forbidden
 */
export async function userSpend(ctx: Context, query: SpendQuery, most = 10): Promise<UserSpend | null> {
  requirePermission(ctx, "read_aggregates");
  if (!isUsage(query.filters)) return null;
  const { from, to, zone, filters } = query;
  const top = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      readTop(tx, ctx, {
        source: "usage",
        sums: ["cost_nano_usd", "interactions", "unknown_cost_count"],
        from,
        to,
        zone,
        filters,
        groupBy: "user",
        by: "cost_nano_usd",
        top: most,
        shares: [0.01, 0.1],
      }),
    { readOnly: true },
  );
  return {
    users: top.named,
    totalNano: top.total.cost_nano_usd ?? 0n,
    top: top.groups
      .filter(({ group }) => group !== null)
      .map(({ group, sums }) => ({
        user: group as string,
        costNano: sums.cost_nano_usd ?? 0n,
        interactions: Number(sums.interactions ?? 0n),
        unknownCalls: Number(sums.unknown_cost_count ?? 0n),
      })),
    top1Nano: top.shares[0] ?? 0n,
    top10Nano: top.shares[1] ?? 0n,
    distribution: top.distribution,
  };
}
