import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { resolveFindings } from "@/lib/findings/resolve-findings";
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
    const [ended] = await tx<{ name: string }[]>`
      update budgets set deleted_at = ${ctx.now()}, changed_at = ${ctx.now()}
      where project_id = ${ctx.project.id} and id = ${id} and deleted_at is null
      returning name`;
    if (!ended) throw gone();
    const open = await tx<{ id: string }[]>`
      select id::text from findings
      where project_id = ${ctx.project.id} and rule = 'budget' and rule_id = ${id} and resolved_at is null`;
    const why = "The budget was deleted.";
    await resolveFindings(
      tx,
      ctx.project,
      open.map((finding) => ({ id: finding.id, why })),
      ctx.now(),
    );
    await record(tx, ctx, { action: "budget.deleted", target: ended.name, detail: { id } });
  });
}
