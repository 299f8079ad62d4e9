import { columns, database, matching } from "@/db/drizzle";
import { projects } from "@/db/schema/projects";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { SetEstimates } from "./schemas";

/**
 * Whether calls that arrive with text and without usage get a tokenizer's counts, marked as estimates. Stored calls stay as they are.
 * @throws Failure forbidden, bad_request
 */
export async function setEstimates(ctx: Context, input: SetEstimates): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { estimateTokens } = parse(SetEstimates, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [changed] = await database(tx)
      .update(projects)
      .set({ estimateTokens })
      .where(matching(projects, { id: ctx.project.id, estimateTokens: !estimateTokens }))
      .returning(columns(projects, "id"));
    if (!changed) return;
    const action = estimateTokens ? "token_estimates.switched_on" : "token_estimates.switched_off";
    await record(tx, ctx, { action, target: ctx.project.slug });
  });
}
