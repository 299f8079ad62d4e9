import { nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

import { BUCKET_UNITS, REQUEST_UNIT, UNKNOWN_UNIT } from "./bucket-units";
import type { PriceBook } from "./price-book";
import { inputTokens, NO_TOKENS, TOKEN_BUCKETS, type TokenBucket, type TokenSums } from "./token-sums";

/** Calls of one model in the range. */
export interface ModelSpend {
  model: string | null;
  provider: string | null;
  /** With known cost. */
  calls: number;
  costNano: bigint;
  unknownCalls: number;
  tokens: TokenSums;
}

/** What is imagined: each part is optional. */
export interface Scenario {
  /** Times as many calls. */
  traffic: number;
  /** Calls of one model are made to another instead. */
  swap: { from: string; to: string } | null;
  /** Share of the prompts' tokens that a cache holds, 0 to 1; null: as it is. */
  cacheShare: number | null;
}

export interface WhatIf {
  todayNano: bigint;
  scenarioNano: bigint;
  models: { model: string | null; provider: string | null; todayNano: bigint; scenarioNano: bigint }[];
  /** Models of which the scenario cannot be priced; they count as they are today. */
  unpriced: string[];
  /** Calls of unknown cost: in neither figure. */
  unknownCalls: number;
  /** The list has prices that depend on a call's size, which sums cannot tell: those of the mean call were used. */
  tiered: boolean;
}

/** US dollars a token by bucket, and a call's fee. */
interface UnitPrices {
  buckets: TokenSums;
  feeUsd: number;
}

const UNIT_OF: Record<TokenBucket, readonly string[]> = {
  input_uncached_tokens: BUCKET_UNITS.inputUncached,
  cache_read_tokens: BUCKET_UNITS.cacheRead,
  cache_write_tokens: BUCKET_UNITS.cacheWrite5m,
  input_audio_tokens: BUCKET_UNITS.inputAudio,
  output_text_tokens: BUCKET_UNITS.outputText,
  reasoning_tokens: BUCKET_UNITS.reasoning,
  output_audio_tokens: BUCKET_UNITS.outputAudio,
};

/** Prices of a model at a moment for calls of a size; null: no price, or none for a kind of token that it had. */
export function unitPrices(
  book: PriceBook,
  of: { provider: string | null; model: string },
  tokens: TokenSums,
  inputTokensPerCall: number,
  at: Date,
): UnitPrices | null {
  const [price] = book.candidates({
    provider: of.provider,
    requestModel: of.model,
    responseModel: null,
    serviceTier: null,
    startedAt: at,
    inputTokens: Math.round(inputTokensPerCall),
  });
  if (!price) return null;
  const usd = (key: string | undefined): number | null => {
    const text = key === undefined ? undefined : price.units[key];
    return text === undefined || text === UNKNOWN_UNIT ? null : Number(text);
  };
  const buckets = { ...NO_TOKENS };
  for (const bucket of TOKEN_BUCKETS) {
    const perMillion = usd(UNIT_OF[bucket].find((key) => price.units[key] !== undefined));
    if (perMillion === null && tokens[bucket] > 0) return null;
    buckets[bucket] = (perMillion ?? 0) / 1e6;
  }
  return { buckets, feeUsd: (usd(REQUEST_UNIT) ?? 0) / 1000 };
}

const usdOf = (prices: UnitPrices, tokens: TokenSums, calls: number): number =>
  TOKEN_BUCKETS.reduce((sum, bucket) => sum + tokens[bucket] * prices.buckets[bucket], calls * prices.feeUsd);

/**
 * What the range would have cost otherwise: the same tokens, at the prices of now. A model that stays keeps what was really
 * billed for it, times the change that the price list sees (so a discount stays a discount); one that is swapped in is priced
 * by the list alone. Prompts that a cache holds are read from it; what is left keeps its shares of written and plain tokens.
 */
export function whatIf(models: readonly ModelSpend[], scenario: Scenario, book: PriceBook, at: Date): WhatIf {
  const unpriced = new Set<string>();
  let tiered = false;
  const rows = models.map(({ model, provider, calls, costNano, tokens }) => {
    const swapped = scenario.swap !== null && model === scenario.swap.from ? scenario.swap.to : null;
    const imagined = scenario.cacheShare === null ? tokens : cached(tokens, scenario.cacheShare);
    const size = calls === 0 ? 0 : inputTokens(tokens) / calls;
    // Another model may be another provider's: the list says whose it is.
    const priceOf = (name: string, of: string | null, needed: TokenSums) => {
      const prices = unitPrices(book, { provider: of, model: name }, needed, size, at);
      const large = unitPrices(book, { provider: of, model: name }, needed, 1e7, at);
      if (JSON.stringify(prices) !== JSON.stringify(large)) tiered = true;
      return prices;
    };
    /** Null: as it is, because nothing of it changes or nobody knows the price. */
    let scenarioUsd: number | null = null;
    if (calls > 0 && swapped !== null) {
      const prices = priceOf(swapped, null, imagined) ?? priceOf(swapped, provider, imagined);
      if (prices === null) unpriced.add(swapped);
      else scenarioUsd = usdOf(prices, imagined, calls);
    } else if (calls > 0 && scenario.cacheShare !== null && inputTokens(tokens) > 0) {
      const prices = model === null ? null : priceOf(model, provider, imagined);
      const listed = prices === null ? 0 : usdOf(prices, tokens, calls);
      if (prices === null) unpriced.add(model ?? "no model");
      else if (listed > 0)
        scenarioUsd = (Number(usdOfNano(costNano)) * usdOf(prices, imagined, calls)) / listed;
    }
    const once = scenarioUsd === null ? costNano : (nanoOfUsd(scenarioUsd) ?? costNano);
    return { model, provider, todayNano: costNano, scenarioNano: times(once, scenario.traffic) };
  });
  const total = (key: "todayNano" | "scenarioNano") => rows.reduce((sum, row) => sum + row[key], 0n);
  return {
    todayNano: total("todayNano"),
    scenarioNano: total("scenarioNano"),
    models: rows,
    unpriced: [...unpriced],
    unknownCalls: models.reduce((sum, { unknownCalls }) => sum + unknownCalls, 0),
    tiered,
  };
}

const THOUSAND = 1000;
const times = (nano: bigint, factor: number): bigint =>
  (nano * BigInt(Math.round(factor * THOUSAND)) + BigInt(THOUSAND / 2)) / BigInt(THOUSAND);

/** Prompts of which a cache holds a share; audio stays as it is. */
function cached(tokens: TokenSums, share: number): TokenSums {
  const { input_uncached_tokens: plain, cache_read_tokens: read, cache_write_tokens: write } = tokens;
  const all = plain + read + write;
  const rest = (1 - share) * all;
  const written = plain + write === 0 ? 0 : write / (plain + write);
  return {
    ...tokens,
    cache_read_tokens: share * all,
    cache_write_tokens: rest * written,
    input_uncached_tokens: rest * (1 - written),
  };
}

/** Share of the prompts' tokens that were read from a cache; null without prompts. */
export function cacheShareOf(tokens: TokenSums): number | null {
  const all = tokens.input_uncached_tokens + tokens.cache_read_tokens + tokens.cache_write_tokens;
  return all === 0 ? null : tokens.cache_read_tokens / all;
}
