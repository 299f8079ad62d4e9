/** The tiers for which a price of one's own can be given. Others are kept as words and have no price. */
export const SERVICE_TIERS = ["standard", "batch", "flex", "priority"] as const;
export type ServiceTier = (typeof SERVICE_TIERS)[number];

/** `auto` says what was asked for, not what was served: without an answer it is the standard price. */
const STANDARD = new Set([
  "",
  "auto",
  "unspecified",
  "default",
  "standard",
  "standard_only",
  "on_demand",
  "on-demand",
]);

/** "ON_DEMAND_FLEX", "SERVICE_TIER_PRIORITY", "batches": the same tiers in the words of Google's answers and of proxies. */
const NAMED = /^(?:on_demand_|service_tier_|traffic_type_)(?=.)/;
const BATCH = new Set(["batches", "batch_api", "batch-api"]);

/**
 * A provider's word for how a call was served -> the tier that its price depends on.
 * @returns null: the standard price
 */
export function serviceTierOf(word: unknown): string | null {
  if (typeof word !== "string") return null;
  const said = word.trim().toLowerCase();
  const tier = BATCH.has(said) ? "batch" : said.replace(NAMED, "");
  return STANDARD.has(tier) ? null : tier.slice(0, 40);
}
