import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

import { type Budget, limitNow } from "./budget";
import type { Sums } from "./budget-status";
import { periodAt, sumKeyMs } from "./period";

/** What is spent and held of each budget in the period of a moment; of each user's, of the one who spent most. */
export async function readSums(
  tx: Tx,
  projectId: number,
  budgets: readonly Budget[],
  nowMs: number,
): Promise<Map<number, Sums>> {
  const rows = await tx<{ id: number; spent: string; unknown: number; held: string; over: number }[]>`
    select w.budget_id as id, coalesce(most.nano_usd, 0)::text as spent, coalesce(most.unknown_calls, 0) as unknown,
      coalesce(h.nano_usd, 0)::text as held, coalesce(o.n, 0) as over
    from unnest(${plainArray(budgets.map(({ id }) => id))}::int[],
      ${`{${budgets.map((budget) => `"${new Date(sumKeyMs(periodAt(nowMs, budget), budget)).toISOString()}"`).join(",")}}`}::timestamptz[],
      ${plainArray(budgets.map(limitNow))}::bigint[]) as w (budget_id, period_start, limit_nano)
    left join lateral (
      select s.nano_usd, s.unknown_calls
      from budget_spent s
      where s.project_id = ${projectId} and s.budget_id = w.budget_id and s.period_start = w.period_start
      order by s.nano_usd desc
      limit 1
    ) most on true
    left join lateral (
      select count(*)::int as n
      from budget_spent s
      where s.project_id = ${projectId} and s.budget_id = w.budget_id and s.period_start = w.period_start and s.nano_usd >= w.limit_nano
    ) o on true
    left join lateral (
      select sum(h.nano_usd) as nano_usd
      from budget_holds h
      where h.project_id = ${projectId} and h.budget_id = w.budget_id
        and case when h.release_at is null then h.expires_at > clock_timestamp()
          else h.release_at > coalesce((select counted_until from budget_watermarks where project_id = ${projectId}), '-infinity') end
    ) h on true`;
  return new Map(
    rows.map(({ id, spent, unknown, held, over }) => [
      id,
      { spent: BigInt(spent), unknown, held: BigInt(held), usersOver: over },
    ]),
  );
}

export const NO_SUMS: Sums = { spent: 0n, unknown: 0, held: 0n, usersOver: 0 };
