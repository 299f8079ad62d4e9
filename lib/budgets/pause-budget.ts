import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { budgets } from "@/db/schema/budgets";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { gone } from "./change-budget";

export const PauseBudget = z.object({ id: z.int().positive(), paused: z.boolean() });
export type PauseBudget = z.input<typeof PauseBudget>;

/**
 * A paused budget counts on, and neither tells nor denies.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function pauseBudget(ctx: Context, input: PauseBudget): Promise<void> {
  requirePermission(ctx, "edit_budgets");
  const { id, paused } = parse(PauseBudget, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const now = ctx.now().toISOString();
    const [changed] = await database(tx)
      .update(budgets)
      .set({ pausedAt: paused ? now : null, changedAt: now })
      .where(matching(budgets, { projectId: ctx.project.id, id, deletedAt: null }))
      .returning(columns(budgets, "name"));
    if (!changed) throw gone();
    await record(tx, ctx, {
      action: paused ? "budget.paused" : "budget.resumed",
      target: changed.name,
      detail: { id },
    });
  });
}
