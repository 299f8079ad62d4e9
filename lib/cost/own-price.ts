import type { Row } from "@/db/drizzle";
import type { priceOverrides } from "@/db/schema/prices";

import type { Price } from "./price";
import { SERVICE_TIERS, type ServiceTier } from "./service-tier";

export type TierUnits = Partial<Record<ServiceTier, Readonly<Record<string, string>>>>;

/** A price that a project has set: for which calls it holds, and what they cost. Days are UTC, both ends included. */
export interface OwnPrice extends Row<
  typeof priceOverrides,
  "id" | "provider" | "model" | "validFrom" | "validTo"
> {
  units: TierUnits;
}

/**
 * The price's name on a span. Own prices are a project's secret, so they stay in its own table and not among `prices`; a
 * negative number says which row and tier.
 */
const ownPriceId = (id: number, tier: ServiceTier): string => String(-(id * 8 + SERVICE_TIERS.indexOf(tier)));

/** The row and tier that a negative price id names; null for prices of the list. */
export function readOwnPriceId(priceId: string): { id: number; tier: ServiceTier } | null {
  const number = -Number(priceId);
  const tier = SERVICE_TIERS[number % 8];
  return number > 0 && tier ? { id: Math.floor(number / 8), tier } : null;
}

/** Whether a pattern (a name, or its beginning and `*`) means this name. */
function matchesName(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  return wanted.endsWith("*") ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}

/** Prices in the order in which they are asked: the one that says more first. An exact name, then the longest beginning. */
export const bySpecificity = (a: OwnPrice, b: OwnPrice): number =>
  Number(a.model.endsWith("*")) - Number(b.model.endsWith("*")) ||
  b.model.length - a.model.length ||
  Number(a.provider === "*") - Number(b.provider === "*") ||
  a.id - b.id;

/** Whether it is for calls of this model and provider. */
export const isFor = (own: OwnPrice, model: string, provider: string | null): boolean =>
  matchesName(own.model, model) &&
  (own.provider === "*" || own.provider.toLowerCase() === (provider ?? "").toLowerCase());

/** Whether it holds on the day of a call (not yet whether it has a price for its tier). */
export function holdsOn(own: OwnPrice, at: Date): boolean {
  if (own.validFrom === null && own.validTo === null) return true;
  const day = at.toISOString().slice(0, 10);
  return (own.validFrom === null || own.validFrom <= day) && (own.validTo === null || day <= own.validTo);
}

const FREE: Readonly<Record<string, string>> = Object.freeze({ input_mtok: "0", output_mtok: "0" });

/** Input that costs nothing, and nothing else said: free, output included. */
const isFree = (units: Readonly<Record<string, string>>): boolean =>
  Object.values(units).every((amount) => Number(amount) === 0) && units.output_mtok === undefined;

/** Its price for a tier; null when it says none: another tier's price is not this one's. */
export function asPrice(own: OwnPrice, serviceTier: string | null): Price | null {
  const tier = (serviceTier ?? "standard") as ServiceTier;
  const said = own.units[tier];
  const units = said && isFree(said) ? FREE : said;
  return units
    ? {
        id: ownPriceId(own.id, tier),
        source: "own",
        provider: own.provider,
        model: own.model,
        validFrom: own.validFrom,
        units,
      }
    : null;
}
