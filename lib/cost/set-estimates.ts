import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

export const SetEstimates = z.object({ estimateTokens: z.boolean() });
export type SetEstimates = z.infer<typeof SetEstimates>;

/**
 * Whether calls that arrive with text and without usage get a tokenizer's counts, marked as estimates. Stored calls stay as they are.
 * @throws Failure forbidden, bad_request
 */
export async function setEstimates(ctx: Context, input: SetEstimates): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { estimateTokens } = parse(SetEstimates, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const changed = await tx`
      update projects set estimate_tokens = ${estimateTokens}
      where id = ${ctx.project.id} and estimate_tokens <> ${estimateTokens}`;
    if (changed.count === 0) return;
    const action = estimateTokens ? "token_estimates.switched_on" : "token_estimates.switched_off";
    await record(tx, ctx, { action, target: ctx.project.slug });
  });
}
