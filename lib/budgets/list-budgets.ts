import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Budget } from "./budget";
import { type BudgetStatus, type History, statusOf } from "./budget-status";
import { forecastUnitMs } from "./forecast";
import { holdsEstimates } from "./holds-estimates";
import { historyFrom } from "./history";
import { periodAt } from "./period";
import { readBudgets } from "./read-budgets";
import { readSpendByStep } from "./read-spend-by-step";
import { NO_SUMS, readSums } from "./read-sums";

/** Enough to tell the day on which a limit is reached. */
const FEW_MOMENTS = 3;

/** Every budget with what is spent of it, those nearest their limit first. */
export async function listBudgets(ctx: Context): Promise<BudgetStatus[]> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const budgets = await readBudgets(tx, ctx.project.id, now);
      if (budgets.length === 0) return [];
      const sums = await readSums(tx, ctx.project.id, budgets, now.getTime());
      const estimated = await holdsEstimates(tx, ctx, budgets, now.getTime());
      const statuses: BudgetStatus[] = [];
      for (const budget of budgets)
        statuses.push(
          statusOf(
            budget,
            sums.get(budget.id) ?? NO_SUMS,
            await historyOf(tx, ctx.project.id, budget, now.getTime(), FEW_MOMENTS),
            now.getTime(),
            estimated.has(budget.id),
          ),
        );
      return statuses.toSorted((a, b) => b.used - a.used);
    },
    { readOnly: true },
  );
}

/** Whole units before the present one; null where nothing is forecast. */
export async function historyOf(
  tx: Tx,
  projectId: number,
  budget: Budget,
  nowMs: number,
  moments: number,
): Promise<History | null> {
  if (budget.rolling || budget.everyUser || !budget.counted) return null;
  const period = periodAt(nowMs, budget);
  const stepMs = forecastUnitMs(period.endMs - period.startMs);
  const toMs = Math.floor(nowMs / stepMs) * stepMs;
  const fromMs = Math.floor(historyFrom(budget, nowMs) / stepMs) * stepMs;
  const course = await readSpendByStep(tx, { projectId, budgetIds: [budget.id], fromMs, toMs, stepMs });
  return { past: course.get(budget.id) ?? [], firstMs: fromMs, moments };
}
