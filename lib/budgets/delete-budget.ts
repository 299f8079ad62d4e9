import { and, inArray } from "drizzle-orm";

import { columns, database, matching } from "@/db/drizzle";
import { budgetBreaches, budgets } from "@/db/schema/budgets";
import { incidents } from "@/db/schema/incidents";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { gone } from "./change-budget";
import { BudgetId } from "./schemas";

/**
 * Ends a ceiling for good; what it recorded of breaches stays.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function deleteBudget(ctx: Context, input: BudgetId): Promise<void> {
  requirePermission(ctx, "edit_budgets");
  const { id } = parse(BudgetId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const projectId = ctx.project.id;
    const now = ctx.now().toISOString();
    const [ended] = await database(tx)
      .update(budgets)
      .set({ deletedAt: now, changedAt: now })
      .where(matching(budgets, { projectId, id, deletedAt: null }))
      .returning(columns(budgets, "name"));
    if (!ended) throw gone();
    const over = await database(tx)
      .update(budgetBreaches)
      .set({ resolvedAt: now, resolution: "The budget was deleted." })
      .where(matching(budgetBreaches, { projectId, budgetId: id, resolvedAt: null }))
      .returning(columns(budgetBreaches, "id"));
    const ids = over.map((breach) => breach.id);
    await database(tx)
      .update(incidents)
      .set({ closedAt: now })
      .where(
        and(
          matching(incidents, { projectId, source: "budget", closedAt: null }),
          inArray(incidents.sourceId, ids),
        ),
      );
    await record(tx, ctx, { action: "budget.deleted", target: ended.name, detail: { id } });
  });
}
