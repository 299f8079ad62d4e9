import { UNIT_KEYS, type UnitKey } from "@/lib/cost/bucket-units";
import type { OwnPrice } from "@/lib/cost/own-price";
import { SERVICE_TIERS, type ServiceTier } from "@/lib/cost/service-tier";

export type PriceStart = { provider: string; model: string } & Partial<OwnPrice> & { note?: string };

type Amounts = Record<ServiceTier, Record<UnitKey, string>>;

/** A price as its form shows it: every amount of every tier, those that are not set empty. */
export const priceText = (start: PriceStart, today: string) => ({
  provider: start.provider,
  model: start.model,
  // A new price of a known model is usually meant for what is stored already too.
  validFrom: start.id !== undefined ? today : (start.validFrom ?? ""),
  validTo: start.validTo ?? "",
  note: start.note ?? "",
  units: Object.fromEntries(
    SERVICE_TIERS.map((tier) => [
      tier,
      Object.fromEntries(UNIT_KEYS.map((unit) => [unit, start.units?.[tier]?.[unit] ?? ""])),
    ]),
  ) as Amounts,
});

export type PriceText = ReturnType<typeof priceText>;

/** What was typed, as the price's schema takes it: only amounts that are set. */
export const priceInput = (typed: PriceText) => ({
  ...typed,
  validFrom: typed.validFrom || null,
  validTo: typed.validTo || null,
  units: Object.fromEntries(
    SERVICE_TIERS.map((tier) => [
      tier,
      Object.fromEntries(Object.entries(typed.units[tier]).filter(([, text]) => text.trim() !== "")),
    ]),
  ),
});

export const isSet = (amounts: Readonly<Record<string, string>>): boolean =>
  Object.values(amounts).some((text) => text !== "");
