import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { limitNow } from "./budget";
import { gone } from "./change-budget";
import { periodAt, WINDOW_MS } from "./period";
import { readBudgets } from "./read-budgets";
import { RaiseLimit } from "./schemas";

/**
 * A higher limit until the period ends; of a rolling budget, for the length of one window from now. The next period has the limit of before.
 * @returns until when
 * @throws Failure forbidden, bad_request (not higher than what holds now), not_found
 */
export async function raiseLimit(ctx: Context, input: RaiseLimit): Promise<{ until: string }> {
  requirePermission(ctx, "edit_budgets");
  const { id, limitUsd, reason } = parse(RaiseLimit, input);
  const limit = nanoOfUsd(limitUsd) ?? 0n;
  const now = ctx.now();
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    // Two people who raise at once: the second sees the first.
    await tx`select from budgets where project_id = ${ctx.project.id} and id = ${id} for update`;
    const [budget] = await readBudgets(tx, ctx.project.id, now, id);
    if (!budget) throw gone();
    const before = limitNow(budget);
    if (limit <= before) {
      const message = `Give more than $${usdOfNano(before)}, which holds now.`;
      throw new Failure("bad_request", message, { details: [{ path: "limitUsd", message }] });
    }
    const endMs = budget.rolling
      ? now.getTime() + WINDOW_MS[budget.unit]
      : periodAt(now.getTime(), budget).endMs;
    const until = new Date(endMs).toISOString();
    await tx`
      insert into budget_raises (project_id, budget_id, limit_nano_usd, from_nano_usd, reason, author, at, until)
      values (${ctx.project.id}, ${id}, ${String(limit)}, ${String(before)}, ${reason}, ${ctx.actor.name}, ${now}, ${until})`;
    await record(tx, ctx, {
      action: "budget.raised",
      target: budget.name,
      detail: { id, from_usd: usdOfNano(before), limit_usd: usdOfNano(limit), until, reason },
    });
    return { until };
  });
}
