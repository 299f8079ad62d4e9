import type { TokenWeights } from "./decompose";
import type { PriceBook } from "./price-book";
import { NO_TOKENS } from "./token-sums";
import { unitPrices } from "./what-if";

/** Prices are looked up for calls of this size: what a token of one kind costs relative to another hardly depends on it. */
const USUAL_PROMPT = 2_000;

/**
 * What a token of each kind costs by the prices of a moment, for groups whose key is a JSON list that ends with model and provider.
 */
export function tokenWeights(book: PriceBook, at: Date): TokenWeights {
  return (key) => {
    const [model = null, provider = null] = (JSON.parse(key) as (string | null)[]).slice(-2);
    if (model === null) return null;
    return unitPrices(book, { provider, model }, NO_TOKENS, USUAL_PROMPT, at)?.buckets ?? null;
  };
}
