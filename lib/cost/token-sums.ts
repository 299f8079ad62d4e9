/** Sums of tokens in the store's disjoint buckets, under the names of their columns. */
export const TOKEN_BUCKETS = [
  "input_uncached_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "input_audio_tokens",
  "output_text_tokens",
  "reasoning_tokens",
  "output_audio_tokens",
] as const;
export type TokenBucket = (typeof TOKEN_BUCKETS)[number];
export type TokenSums = Record<TokenBucket, number>;

export const INPUT_BUCKETS = TOKEN_BUCKETS.slice(0, 4);
export const OUTPUT_BUCKETS = TOKEN_BUCKETS.slice(4);

export const NO_TOKENS: Readonly<TokenSums> = Object.freeze({
  input_uncached_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  input_audio_tokens: 0,
  output_text_tokens: 0,
  reasoning_tokens: 0,
  output_audio_tokens: 0,
});

const sum = (tokens: TokenSums, buckets: readonly TokenBucket[]): number =>
  buckets.reduce((total, bucket) => total + tokens[bucket], 0);

export const inputTokens = (tokens: TokenSums): number => sum(tokens, INPUT_BUCKETS);
export const outputTokens = (tokens: TokenSums): number => sum(tokens, OUTPUT_BUCKETS);

export function addTokens(a: TokenSums, b: TokenSums): TokenSums {
  const added = { ...NO_TOKENS };
  for (const bucket of TOKEN_BUCKETS) added[bucket] = a[bucket] + b[bucket];
  return added;
}
