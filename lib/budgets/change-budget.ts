import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { readBudgets } from "./read-budgets";
import { BudgetInput, type CheckedBudget } from "./schemas";
import type { Budget } from "./budget";
import { budgetDetail, columnsOf, countingAnew } from "./write-budget";

/**
 * Changes a ceiling. Where other calls or another period count from now on, it is counted anew; a raise for the rest of the
 * period ends when the limit itself is changed.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function changeBudget(ctx: Context, id: number, input: BudgetInput): Promise<{ id: number }> {
  requirePermission(ctx, "edit_budgets");
  const wanted = parse(BudgetInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [before] = await readBudgets(tx, ctx.project.id, ctx.now(), id);
    if (!before) throw gone();
    const columns = {
      ...(await columnsOf(tx, ctx, wanted)),
      ...(countsTheSame(before, wanted) ? {} : countingAnew(ctx, wanted)),
      changed_at: ctx.now(),
    };
    await tx`update budgets set ${tx(columns)} where project_id = ${ctx.project.id} and id = ${id}`;
    if (columns.limit_nano_usd !== String(before.limitNano))
      await tx`
        update budget_raises set until = greatest(${ctx.now()}::timestamptz, at + interval '1 millisecond')
        where project_id = ${ctx.project.id} and budget_id = ${id} and until > ${ctx.now()}`;
    await record(tx, ctx, {
      action: "budget.changed",
      target: wanted.name,
      detail: budgetDetail(id, wanted),
    });
    return { id };
  });
}

const countsTheSame = (before: Budget, wanted: CheckedBudget): boolean =>
  (
    ["environment", "feature", "model", "promptVersion", "user", "everyUser", "rolling", "unit"] as const
  ).every((word) => before[word] === wanted[word]) &&
  (wanted.rolling || before.zone === wanted.zone);

export const gone = (): Failure =>
  new Failure("not_found", "There is no such budget, or it was deleted. Reload the page.");
