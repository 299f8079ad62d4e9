import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { BudgetInput } from "./schemas";
import { budgetDetail, columnsOf, countingAnew } from "./write-budget";

const MAX_BUDGETS = 200;

/**
 * Sets a ceiling. It holds as soon as the calls of its period so far are counted, seconds later as a rule.
 * @throws Failure forbidden, bad_request, conflict (too many)
 */
export async function createBudget(ctx: Context, input: BudgetInput): Promise<{ id: number }> {
  requirePermission(ctx, "edit_budgets");
  const budget = parse(BudgetInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [there] = await tx<{ n: number }[]>`
      select count(*)::int as n from budgets where project_id = ${ctx.project.id} and deleted_at is null`;
    if ((there?.n ?? 0) >= MAX_BUDGETS)
      throw new Failure(
        "conflict",
        `A project has at most ${MAX_BUDGETS} budgets. Delete one that nobody needs.`,
      );
    const columns = {
      ...(await columnsOf(tx, ctx, budget)),
      ...countingAnew(ctx, budget),
      project_id: ctx.project.id,
      created_by: ctx.actor.name,
    };
    const [made] = await tx<{ id: number }[]>`insert into budgets ${tx(columns)} returning id`;
    if (!made) throw new Error("the budget was not stored");
    await record(tx, ctx, {
      action: "budget.created",
      target: budget.name,
      detail: budgetDetail(made.id, budget),
    });
    return made;
  });
}
