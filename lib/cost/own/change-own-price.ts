import { sql } from "drizzle-orm";

import { database, matching, type Row } from "@/db/drizzle";
import { clockNow } from "@/db/schema/columns";
import { priceOverrides } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { OwnPriceInput } from "./schemas";
import { insertOwnPrice, priceDetail, takeTurn } from "./write-own-price";

/**
 * A new version of a price. From a later day on, the old one ends the day before and goes on saying what those days cost;
 * from its own first day on, it is replaced. Its row is kept either way: stored calls name it.
 * @throws Failure forbidden, bad_request, not_found, conflict
 */
export async function changeOwnPrice(
  ctx: Context,
  id: number,
  input: OwnPriceInput,
): Promise<{ id: number }> {
  requirePermission(ctx, "edit_prices");
  const price = parse(OwnPriceInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await takeTurn(tx, ctx);
    const [old] = await tx<(Row<typeof priceOverrides, "validFrom" | "validTo"> & { sameCalls: boolean })[]>`
      select valid_from as "validFrom", valid_to as "validTo",
        lower(provider) = lower(${price.provider}) and lower(model) = lower(${price.model}) as "sameCalls"
      from price_overrides
      where project_id = ${ctx.project.id} and id = ${id} and removed_at is null`;
    if (!old)
      throw new Failure("not_found", "This price is gone: somebody removed or changed it. Reload the page.");
    const goesOn =
      old.sameCalls &&
      price.validFrom !== null &&
      (old.validFrom === null || price.validFrom > old.validFrom) &&
      (old.validTo === null || price.validFrom <= old.validTo);
    await database(tx)
      .update(priceOverrides)
      .set(goesOn ? { validTo: sql`${price.validFrom}::date - 1` } : { removedAt: clockNow })
      .where(matching(priceOverrides, { projectId: ctx.project.id, id }));
    const made = await insertOwnPrice(tx, ctx, price);
    const detail = {
      ...priceDetail(made, price),
      replaces: id,
      old_price: goesOn ? "ended the day before" : "replaced",
    };
    await record(tx, ctx, { action: "price.changed", target: price.model, detail });
    return { id: made };
  });
}
