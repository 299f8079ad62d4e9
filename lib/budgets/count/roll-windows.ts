import type { Tx } from "@/db/client";

import { historyFrom } from "../history";
import { periodAt, periodBefore } from "../period";
import type { CountedBudget } from "./counted-budget";

/**
 * Moves the windows of rolling budgets up to now: what left them is taken from their sums.
 */
export async function rollWindows(
  tx: Tx,
  projectId: number,
  budgets: readonly CountedBudget[],
  nowMs: number,
): Promise<void> {
  for (const budget of budgets) {
    if (!budget.rolling || budget.countedToMs === -Infinity) continue;
    const { startMs } = periodAt(nowMs, budget);
    if (budget.windowFromMs !== null && budget.windowFromMs >= startMs) continue;
    const to = new Date(startMs).toISOString();
    const from = budget.windowFromMs === null ? to : new Date(budget.windowFromMs).toISOString();
    await tx`
      with gone as (
        select user_id, sum(nano_usd)::bigint as nano_usd, sum(unknown_calls)::bigint as unknown_calls
        from budget_slots
        where project_id = ${projectId} and budget_id = ${budget.id} and slot >= ${from}::timestamptz and slot < ${to}::timestamptz
        group by user_id
      )
      update budget_spent s
      set nano_usd = s.nano_usd - gone.nano_usd, unknown_calls = s.unknown_calls - gone.unknown_calls
      from gone
      where s.project_id = ${projectId} and s.budget_id = ${budget.id} and s.user_id = gone.user_id`;
    if (budget.everyUser)
      await tx`
        delete from budget_spent
        where project_id = ${projectId} and budget_id = ${budget.id} and nano_usd = 0 and unknown_calls = 0`;
    await tx`
      update budgets set window_from = ${to}
      where project_id = ${projectId} and id = ${budget.id} and changed_at = ${budget.changedAt}::timestamptz`;
    budget.windowFromMs = startMs;
  }
}

const HOUR_MS = 3_600_000;

/** Slots that nobody needs any more: before the period that precedes this one, and before the history. Late calls there are counted no more. */
export async function forgetSlots(
  tx: Tx,
  projectId: number,
  budgets: readonly CountedBudget[],
  nowMs: number,
): Promise<void> {
  for (const budget of budgets) {
    const period = periodAt(nowMs, budget);
    const neededMs = Math.min(historyFrom(budget, nowMs), periodBefore(period, budget).startMs);
    if (budget.countedFromMs > neededMs - HOUR_MS) continue;
    const needed = new Date(neededMs).toISOString();
    await tx`delete from budget_slots where project_id = ${projectId} and budget_id = ${budget.id} and slot < ${needed}`;
    if (budget.everyUser && !budget.rolling)
      await tx`delete from budget_spent where project_id = ${projectId} and budget_id = ${budget.id} and period_start < ${needed}`;
    await tx`
      update budgets set counted_from = ${needed}
      where project_id = ${projectId} and id = ${budget.id} and changed_at = ${budget.changedAt}::timestamptz`;
    budget.countedFromMs = neededMs;
  }
}
