import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

import { periodAt } from "../period";
import { slotOfMs } from "@/lib/time/slot";
import { countSlots } from "./count-slots";
import type { CountedBudget } from "./counted-budget";

/** Time a step at most takes, give or take one chunk: marks of other budgets wait for it. */
const STEP_MS = 1_000;
const CHUNK_MS = 24 * 3_600_000;
/** Clocks of clients are ahead sometimes: the last chunk has no end. */
const YEAR_MS = 366 * 86_400_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Counts the calls of the past for budgets that are new or count other calls than before, a range of time after the other; then marks do
 * the rest.
 * @returns whether some are left
 */
export async function fillBudgets(
  tx: Tx,
  projectId: number,
  budgets: readonly CountedBudget[],
  nowMs: number,
): Promise<boolean> {
  const fresh = budgets.filter(({ countedToMs }) => countedToMs === -Infinity);
  if (fresh.length > 0) {
    const ids = plainArray(fresh.map(({ id }) => id));
    await tx`delete from budget_slots where project_id = ${projectId} and budget_id = any(${ids}::int[])`;
    await tx`delete from budget_spent where project_id = ${projectId} and budget_id = any(${ids}::int[])`;
    const firstMs = await firstCall(tx, projectId, Math.min(...fresh.map((one) => one.countedFromMs)));
    for (const budget of fresh) {
      budget.countedToMs = Math.max(budget.countedFromMs, Math.min(firstMs ?? nowMs, nowMs));
      if (budget.rolling) budget.windowFromMs = periodAt(nowMs, budget).startMs;
      await place(tx, projectId, budget);
    }
  }
  const started = performance.now();
  for (;;) {
    const waiting = budgets.filter(({ countedToMs }) => countedToMs !== Infinity);
    if (waiting.length === 0) return false;
    if (performance.now() - started > STEP_MS) return true;
    // Those that are furthest behind, together.
    const fromMs = Math.min(...waiting.map(({ countedToMs }) => countedToMs));
    const behind = waiting.filter(({ countedToMs }) => countedToMs === fromMs);
    const next = Math.min(
      fromMs + CHUNK_MS,
      ...waiting.filter((one) => !behind.includes(one)).map((one) => one.countedToMs),
    );
    const last = fromMs + CHUNK_MS > nowMs && behind.length === waiting.length;
    await countSlots(tx, projectId, behind, { fromMs, toMs: last ? nowMs + YEAR_MS : next, slots: null });
    for (const budget of behind) {
      budget.countedToMs = last ? Infinity : next;
      await place(tx, projectId, budget);
    }
  }
}

/** Days without a call need not be counted one by one. Of the table: only of one alone is the first found by its index. */
async function firstCall(tx: Tx, projectId: number, fromMs: number): Promise<number | null> {
  const [row] = await tx<{ at: string | null }[]>`
    select min(started_at) as at
    from span_rows
    where project_id = ${projectId} and shard_key = any((select shard_keys from projects where id = ${projectId})::int[]) and started_at >= ${iso(fromMs)}::timestamptz`;
  return row?.at ? slotOfMs(Date.parse(row.at)) : null;
}

/** Not where somebody has changed the budget in between: it is begun anew. */
const place = (tx: Tx, projectId: number, budget: CountedBudget): Promise<unknown> => tx`
  update budgets
  set counted_to = ${budget.countedToMs === Infinity ? "infinity" : iso(budget.countedToMs)}::timestamptz,
    window_from = ${budget.windowFromMs === null ? null : iso(budget.windowFromMs)}::timestamptz
  where project_id = ${projectId} and id = ${budget.id} and changed_at = ${budget.changedAt}::timestamptz`;
