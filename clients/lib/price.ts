import type { Tokens } from "./answers";

interface Price {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

/** As their providers publish them, in US dollars per million tokens: written down here, so that the list of prices is no oracle of its own. */
const PRICES: Readonly<Record<string, Price>> = {
  "gpt-4o-mini": { input: 0.15, cacheRead: 0.075, cacheWrite: 0.15, output: 0.6 },
  "claude-sonnet-4-5": { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 },
};

/**
 * What a call costs.
 * @returns US dollars, to the billionth; null where the tokens or the price are not known
 */
export function costOf(model: string, tokens: Tokens | null): number | null {
  const price = PRICES[model];
  if (price === undefined || tokens === null) return null;
  const uncached = tokens.input_total - tokens.cache_read - tokens.cache_write;
  const millionths =
    uncached * price.input +
    tokens.cache_read * price.cacheRead +
    tokens.cache_write * price.cacheWrite +
    tokens.output_total * price.output;
  return Math.round(millionths * 1000) / 1e9;
}
