import type { TokenBuckets } from "@/lib/model/tokens";

import { BUCKET_UNITS } from "./bucket-units";
import { findPrice, type Price } from "./find-price";

/** Femto-dollars a token, from dollars a million tokens with up to nine decimals: 1e-9 * 1e-6 = 1e-15. */
const FEMTO_PER_NANO = 1_000_000n;

function femtoPerToken(usdPerMillion: string): bigint {
  const [whole, fraction = ""] = usdPerMillion.split(".");
  return BigInt(whole as string) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/**
 * Cost of tokens at unit prices, in nano-dollars, exact until one rounding half up at the end.
 * Null: tokens are there that the price list has no price for.
 */
export function costOf(units: Readonly<Record<string, string>>, tokens: TokenBuckets): bigint | null {
  const long = tokens.cacheWrite1h ?? 0;
  const buckets: Record<keyof typeof BUCKET_UNITS, number> = {
    inputUncached: tokens.inputUncached ?? 0,
    cacheRead: tokens.cacheRead ?? 0,
    cacheWrite5m: Math.max(0, (tokens.cacheWrite ?? 0) - long),
    cacheWrite1h: long,
    inputAudio: tokens.inputAudio ?? 0,
    outputText: tokens.outputText ?? 0,
    reasoning: tokens.reasoning ?? 0,
    outputAudio: tokens.outputAudio ?? 0,
  };
  let femto = 0n;
  for (const [bucket, count] of Object.entries(buckets) as [keyof typeof BUCKET_UNITS, number][]) {
    if (count === 0) continue;
    const unit = BUCKET_UNITS[bucket].find((key) => units[key] !== undefined);
    if (unit === undefined) return null;
    femto += BigInt(count) * femtoPerToken(units[unit] as string);
  }
  return (femto + FEMTO_PER_NANO / 2n) / FEMTO_PER_NANO;
}

/** What prices a call. Models: the response's when known (it is what was billed), else the request's. */
export interface PricedCall {
  costNanoUsd: bigint;
  price: Price;
}

/**
 * Prices one call as of its own date. Null (unknown, never 0) when its tokens or its model's price are unknown.
 * @param kind an embedding has no output to be priced; a chat whose output is unknown has no known cost
 */
export function priceCall(call: {
  kind: "llm" | "embedding";
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  tokens: TokenBuckets | null;
  startedAt: Date;
}): PricedCall | null {
  const { tokens } = call;
  if (tokens === null || tokens.inputUncached === null) return null;
  const outputKnown = tokens.outputText !== null || tokens.reasoning !== null || tokens.outputAudio !== null;
  if (call.kind === "llm" && !outputKnown) return null;
  const input =
    tokens.inputUncached + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0) + (tokens.inputAudio ?? 0);
  for (const model of [call.responseModel, call.requestModel]) {
    if (model === null) continue;
    const price = findPrice(call.provider, model, call.startedAt, input);
    const costNanoUsd = price && costOf(price.units, tokens);
    if (price && costNanoUsd !== null) return { price, costNanoUsd };
  }
  return null;
}
