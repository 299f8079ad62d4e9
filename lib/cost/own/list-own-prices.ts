import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { OwnPrice } from "../own-price";

export interface ListedOwnPrice extends OwnPrice {
  note: string;
  author: string;
  /** ISO */
  createdAt: string;
}

/** The project's own prices, by model, the newest days first. Removed ones are in the audit log. */
export async function listOwnPrices(ctx: Context): Promise<ListedOwnPrice[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => [
      ...(await tx<ListedOwnPrice[]>`
        select id, provider, model, valid_from::text as "validFrom", valid_to::text as "validTo", units, note, author,
          created_at as "createdAt"
        from price_overrides
        where project_id = ${ctx.project.id} and removed_at is null
        order by lower(model), provider, valid_from desc nulls last`),
    ],
    { readOnly: true },
  );
}
