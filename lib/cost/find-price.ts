import { calcPrice, type TieredPrices } from "@pydantic/genai-prices";
import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/contents/content";
import { decimalString } from "@/lib/money/nano-usd";

/** Unit prices of a model at a moment, for a request of a size: what priced a call, kept so that it can be shown. */
export interface Price {
  /** 52-bit hash of everything below, as a decimal string. */
  id: string;
  source: string;
  provider: string;
  model: string;
  /** US dollars a million tokens by the source's keys (input_mtok, …), as decimal strings. */
  units: Record<string, string>;
}

/** Ours (OpenTelemetry's gen_ai.provider.name) -> the price list's. Others are the same word or are matched by model. */
const PROVIDERS: Record<string, string> = {
  "aws.bedrock": "aws",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "gcp.gemini": "google",
  "gcp.vertex_ai": "google",
  "gcp.gen_ai": "google",
  x_ai: "x-ai",
  mistral_ai: "mistral",
  moonshot_ai: "moonshotai",
};

interface PricedModel {
  provider: string;
  model: string;
  prices: Record<string, number | TieredPrices | undefined>;
}

/** Look-ups walk match rules of over a thousand models: remembered by provider, model and quarter of an hour. */
const found = new LRUCache<string, { hit: PricedModel | null }>({ max: 20_000 });
const QUARTER_MS = 900_000;

function lookUp(provider: string | null, model: string, at: Date): PricedModel | null {
  const key = `${provider ?? ""}\n${model}\n${Math.floor(at.getTime() / QUARTER_MS)}`;
  const known = found.get(key);
  if (known) return known.hit;
  const ask = (providerId: string | undefined) => {
    try {
      return calcPrice({}, model, { timestamp: at, ...(providerId === undefined ? {} : { providerId }) });
    } catch {
      return null; // a model that the list knows and cannot price is a model without a price
    }
  };
  const result = (provider === null ? null : ask(PROVIDERS[provider] ?? provider)) ?? ask(undefined);
  const hit = result && { provider: result.provider.id, model: result.model.id, prices: result.model_price };
  found.set(key, { hit });
  return hit;
}

/** A tiered price applies to the whole request: the tier with the highest start below the request's input. */
function unitOf(price: number | TieredPrices, inputTokens: number): number {
  if (typeof price === "number") return price;
  let unit = price.base;
  for (const tier of price.tiers) if (inputTokens > tier.start) unit = tier.price;
  return unit;
}

const interned = new LRUCache<string, Price>({ max: 20_000 });

/**
 * The price of a call as of its own date; null when the list has none.
 * Source: the bundled data of @pydantic/genai-prices, with its history and its rules for matching model names.
 * @param inputTokens all input tokens of the request, which choose the tier
 */
export function findPrice(
  provider: string | null,
  model: string,
  at: Date,
  inputTokens: number,
): Price | null {
  const hit = lookUp(provider, model, at);
  if (!hit) return null;
  const units: Record<string, string> = {};
  for (const [key, price] of Object.entries(hit.prices)) {
    const unit = price === undefined ? null : decimalString(unitOf(price, inputTokens));
    if (unit !== null) units[key] = unit;
  }
  const spelled = JSON.stringify(["genai-prices", hit.provider, hit.model, units]);
  let price = interned.get(spelled);
  if (!price) {
    const id = String(Number.parseInt(digest128(spelled).slice(0, 13), 16));
    price = { id, source: "genai-prices", provider: hit.provider, model: hit.model, units };
    interned.set(spelled, price);
  }
  return price;
}
