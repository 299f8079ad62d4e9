import type { Tx } from "@/db/client";
import { columns, database, type Row } from "@/db/drizzle";
import { priceOverrides } from "@/db/schema/prices";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import type { CheckedOwnPrice } from "./schemas";

/** Days as a person says them. */
function daysText(price: { validFrom: string | null; validTo: string | null }): string {
  if (price.validFrom === null && price.validTo === null) return "always";
  if (price.validTo === null) return `from ${price.validFrom}`;
  if (price.validFrom === null) return `until ${price.validTo}`;
  return `from ${price.validFrom} to ${price.validTo}`;
}

/** Two changes of one project's prices at a time could each overlook the other: they take turns. */
export const takeTurn = (tx: Tx, ctx: Pick<Context, "project">) =>
  tx`select pg_advisory_xact_lock(hashtextextended('recount own prices', ${ctx.project.id}))`;

/**
 * Stores a price, after {@link takeTurn}.
 * @throws Failure conflict when another price for the same calls holds on one of its days
 */
export async function insertOwnPrice(tx: Tx, ctx: Context, price: CheckedOwnPrice): Promise<number> {
  const [other] = await tx<Row<typeof priceOverrides, "validFrom" | "validTo">[]>`
    select valid_from as "validFrom", valid_to as "validTo"
    from price_overrides
    where project_id = ${ctx.project.id}
      and removed_at is null
      and lower(provider) = lower(${price.provider})
      and lower(model) = lower(${price.model})
      and daterange(valid_from, valid_to, '[]') && daterange(${price.validFrom}::date, ${price.validTo}::date, '[]')
    order by valid_from nulls first
    limit 1`;
  if (other) {
    const message = `There is a price for ${price.model} that holds ${daysText(other)}. Choose other days, or change that one.`;
    throw new Failure("conflict", message, { details: [{ path: "validFrom", message }] });
  }
  const tiers = Object.entries(price.units).filter(([, units]) => Object.keys(units ?? {}).length > 0);
  const [made] = await database(tx)
    .insert(priceOverrides)
    .values({
      ...price,
      units: Object.fromEntries(tiers),
      projectId: ctx.project.id,
      author: ctx.actor.name,
    })
    .returning(columns(priceOverrides, "id"));
  if (!made) throw new Error("the price was not stored");
  return made.id;
}

/** What the audit log says of a price. */
export const priceDetail = (id: number, price: CheckedOwnPrice) => ({
  id,
  provider: price.provider,
  model: price.model,
  valid_from: price.validFrom,
  valid_to: price.validTo,
  units: price.units,
  note: price.note,
});
