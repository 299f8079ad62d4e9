import type { Sql, Tx } from "@/db/client";

import { periodAt, sumKeyMs } from "../period";
import { LOCK } from "./budget-round";
import { countSlots } from "./count-slots";
import { readCounted, type CountedBudget } from "./counted-budget";

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Makes every slot of every budget anew from the spans, and every sum from its slots. Changes nothing when nothing was wrong;
 * a running worker waits for each project.
 * @param sql connected as recount_worker
 * @returns slots that were wrong
 */
export async function recountBudgets(sql: Sql): Promise<number> {
  const projects = await sql<{ id: number; days: number }[]>`
    select p.id, p.retention_days as days
    from projects p
    where exists (select from budgets b where b.project_id = p.id and b.deleted_at is null)
    order by p.id`;
  let wrong = 0;
  for (const { id, days } of projects)
    wrong += (await sql.begin((tx) => recountProject(tx, id, days))) as number;
  return wrong;
}

async function recountProject(tx: Tx, projectId: number, retentionDays: number): Promise<number> {
  await tx`select pg_advisory_xact_lock(${LOCK}, ${projectId})`;
  const nowMs = Date.now();
  const budgets = (await readCounted(tx, projectId, nowMs)).filter((one) => one.countedToMs === Infinity);
  if (budgets.length === 0) return 0;
  let wrong = 0;
  // What retention has taken keeps its sums: its spans can no longer say what they cost.
  const kept = Math.ceil(nowMs / DAY_MS) * DAY_MS - retentionDays * DAY_MS;
  for (
    let from = Math.max(kept, Math.min(...budgets.map((one) => one.countedFromMs)));
    from < nowMs + YEAR_MS;
  ) {
    const to = from + DAY_MS > nowMs ? nowMs + YEAR_MS : from + DAY_MS;
    wrong += await countSlots(tx, projectId, budgets, { fromMs: from, toMs: to, slots: null });
    from = to;
  }
  for (const budget of budgets) await sumAnew(tx, projectId, budget, nowMs);
  return wrong;
}

/** The sums of the periods whose slots are kept. */
async function sumAnew(tx: Tx, projectId: number, budget: CountedBudget, nowMs: number): Promise<void> {
  const spans = [];
  if (budget.rolling)
    spans.push({ startMs: budget.windowFromMs ?? budget.countedFromMs, endMs: nowMs + YEAR_MS });
  else
    for (let at = budget.countedFromMs; at <= nowMs; at = spans.at(-1)?.endMs ?? Infinity)
      spans.push(periodAt(at, budget));
  for (const span of spans) {
    const key = iso(sumKeyMs(span, budget));
    await tx`delete from budget_spent where project_id = ${projectId} and budget_id = ${budget.id} and period_start = ${key}`;
    await tx`
      insert into budget_spent (project_id, budget_id, period_start, user_id, nano_usd, unknown_calls)
      select ${projectId}::int, ${budget.id}::int, ${key}::timestamptz, user_id, sum(nano_usd), sum(unknown_calls)
      from budget_slots
      where project_id = ${projectId} and budget_id = ${budget.id} and slot >= ${iso(span.startMs)} and slot < ${iso(span.endMs)}
      group by user_id`;
  }
}
