import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { OwnPriceInput } from "./schemas";
import { insertOwnPrice, priceDetail, takeTurn } from "./write-own-price";

/**
 * Sets a price for calls from now on (within seconds in every server process). Calls that are stored keep their cost until
 * they are repriced.
 * @throws Failure forbidden, bad_request, conflict (another price for the same calls on the same days)
 */
export async function addOwnPrice(ctx: Context, input: OwnPriceInput): Promise<{ id: number }> {
  requirePermission(ctx, "edit_prices");
  const price = parse(OwnPriceInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await takeTurn(tx, ctx);
    const id = await insertOwnPrice(tx, ctx, price);
    await record(tx, ctx, { action: "price.added", target: price.model, detail: priceDetail(id, price) });
    return { id };
  });
}
