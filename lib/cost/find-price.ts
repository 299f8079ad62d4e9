import { calcPrice, type ModelInfo, type TieredPrices } from "@pydantic/genai-prices";
import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/contents/content";
import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { listNames } from "./list-names";
import type { Price, PriceQuestion } from "./price";

/** The version of the bundled list, for people; a test compares it with what is installed. */
export const LIST_VERSION = "0.1.8";

type Units = Record<string, number | TieredPrices | undefined>;

/** A model's prices at a moment, for requests of every size. */
interface Listed {
  provider: string;
  model: string;
  validFrom: string | null;
  units: Units;
  /** Input tokens above which a dearer tier begins, ascending. */
  starts: number[];
  /** By number of starts passed; made when first asked for. */
  bands: (Price | undefined)[];
}

/** Look-ups walk match rules of over a thousand models: remembered by provider, model and quarter of an hour. */
const found = new LRUCache<string, { hit: Listed | null }>({ max: 20_000 });
/** Some prices depend on the time of day; all of those change at a quarter of an hour (UTC). */
const QUARTER_MS = 900_000;

function lookUp(provider: string | null, model: string, tier: string | null, at: Date): Listed | null {
  const key = `${provider ?? ""}\n${model}\n${tier ?? ""}\n${Math.floor(at.getTime() / QUARTER_MS)}`;
  const known = found.get(key);
  if (known) return known.hit;
  let hit: Listed | null = null;
  for (const name of listNames(provider, model)) {
    hit = ask(name.provider, name.model, tier, at);
    if (hit) break;
  }
  found.set(key, { hit });
  return hit;
}

function ask(provider: string | null, model: string, tier: string | null, at: Date): Listed | null {
  try {
    // The list knows other tiers only as models of their own: "openai/gpt-6-sol:batch".
    const name = tier === null ? model : `${model}:${tier}`;
    const answer = calcPrice({}, name, {
      timestamp: at,
      ...(provider === null ? {} : { providerId: provider }),
    });
    if (!answer || (tier !== null && !answer.model.id.endsWith(`:${tier}`))) return null;
    const units = answer.model_price as Units;
    const starts = new Set<number>();
    for (const unit of Object.values(units))
      if (typeof unit === "object") for (const { start } of unit.tiers) starts.add(start);
    return {
      provider: answer.provider.id,
      model: answer.model.id,
      validFrom: validFromOf(answer.model, units),
      units,
      starts: [...starts].sort((a, b) => a - b),
      bands: [],
    };
  } catch {
    return null; // a model that the list knows and cannot price is a model without a price
  }
}

function validFromOf({ prices }: ModelInfo, units: Units): string | null {
  if (!Array.isArray(prices)) return null;
  const constraint = prices.find((entry) => entry.prices === units)?.constraint;
  return constraint?.type === "start_date" ? constraint.start_date : null;
}

/** A tiered price applies to the whole request: the tier with the highest start below the request's input. */
function unitOf(price: number | TieredPrices, inputTokens: number): number {
  if (typeof price === "number") return price;
  let unit = price.base;
  for (const tier of price.tiers) if (inputTokens > tier.start) unit = tier.price;
  return unit;
}

/**
 * The list's price of a call as of its own date; null when it has none.
 * Source: the bundled data of @pydantic/genai-prices, with its history.
 * @param model one of the question's
 */
export function findListPrice(model: string, question: PriceQuestion): Price | null {
  const { provider, serviceTier, startedAt, inputTokens } = question;
  const hit = lookUp(provider, model, serviceTier, startedAt);
  if (!hit) return null;
  let band = 0;
  while (band < hit.starts.length && inputTokens > (hit.starts[band] as number)) band++;
  return (hit.bands[band] ??= makePrice(hit, inputTokens));
}

function makePrice({ provider, model, validFrom, units: listed }: Listed, inputTokens: number): Price {
  const units: Record<string, string> = {};
  for (const [key, price] of Object.entries(listed)) {
    // Nine decimals a million tokens: prices that a list has divided or converted carry the noise of doubles.
    const nano = price === undefined ? null : nanoOfUsd(unitOf(price, inputTokens));
    if (nano !== null) units[key] = usdOfNano(nano);
  }
  const spelled = JSON.stringify(["genai-prices", provider, model, units]);
  const id = String(Number.parseInt(digest128(spelled).slice(0, 13), 16));
  return { id, source: "genai-prices", provider, model, validFrom, units };
}
