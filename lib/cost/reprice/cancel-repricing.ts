import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { UNDER_WAY } from "./repricing";
import { RepricingId } from "./schemas";

/**
 * Stops a preview or a repricing after the batch that it is in. What was repriced until then stays repriced.
 * @throws Failure forbidden, conflict (it has ended already)
 */
export async function cancelRepricing(ctx: Context, input: RepricingId): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { id } = parse(RepricingId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [row] = await tx<{ wasRunning: boolean; doneCalls: number; model: string }[]>`
      with before as materialized (
        select id, state from repricings
        where project_id = ${ctx.project.id} and id = ${id} and state = any(${[...UNDER_WAY]}::text[])
        for update
      )
      update repricings r set state = 'cancelled', ended_at = clock_timestamp()
      from before
      where r.project_id = ${ctx.project.id} and r.id = before.id
      returning before.state <> 'previewing' as "wasRunning", r.done_calls as "doneCalls", r.model`;
    if (!row) throw new Failure("conflict", "This has ended already.");
    if (row.wasRunning) {
      const detail = { id, repriced_calls: row.doneCalls };
      await record(tx, ctx, { action: "repricing.cancelled", target: row.model, detail });
    }
  });
}
