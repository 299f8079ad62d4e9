import type { Row } from "@/db/drizzle";
import type { priceOverrides } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { OwnPrice } from "../own-price";

export type ListedOwnPrice = OwnPrice & Row<typeof priceOverrides, "note" | "author" | "createdAt">;

/** The project's own prices, by model, the newest days first. Removed ones are in the audit log. */
export async function listOwnPrices(ctx: Context): Promise<ListedOwnPrice[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => [
      ...(await tx<ListedOwnPrice[]>`
        select id, provider, model, valid_from as "validFrom", valid_to as "validTo", units, note, author,
          created_at as "createdAt"
        from price_overrides
        where project_id = ${ctx.project.id} and removed_at is null
        order by lower(model), provider, valid_from desc nulls last`),
    ],
    { readOnly: true },
  );
}
