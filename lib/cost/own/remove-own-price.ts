import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { clockNow } from "@/db/schema/columns";
import { priceOverrides } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

export const RemoveOwnPrice = z.object({ id: z.int().positive() });
export type RemoveOwnPrice = z.input<typeof RemoveOwnPrice>;

/**
 * Takes a price out of force for all its days; calls that were priced with it keep their cost until they are repriced.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function removeOwnPrice(ctx: Context, input: RemoveOwnPrice): Promise<void> {
  requirePermission(ctx, "edit_prices");
  const { id } = parse(RemoveOwnPrice, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [removed] = await database(tx)
      .update(priceOverrides)
      .set({ removedAt: clockNow })
      .where(matching(priceOverrides, { projectId: ctx.project.id, id, removedAt: null }))
      .returning(columns(priceOverrides, "provider", "model", "units"));
    if (!removed) throw new Failure("not_found", "This price is gone already. Reload the page.");
    await record(tx, ctx, { action: "price.removed", target: removed.model, detail: { id, ...removed } });
  });
}
