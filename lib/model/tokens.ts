/**
 * Tokens of one call in disjoint buckets: each token is in one bucket and is priced once. Null: that bucket is unknown
 * (its tokens, if any, are in `inputUncached` or `outputText`). `cacheWrite1h` is the part of `cacheWrite` with an hour to live.
 * The modalities are parts of a bucket, too, and are told apart because they have prices of their own: null or absent, the client
 * does not say how many of the bucket's tokens they are. Audio that was not cached has a bucket of its own.
 */
export interface TokenBuckets {
  inputUncached: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  cacheWrite1h: number | null;
  inputAudio: number | null;
  outputText: number | null;
  reasoning: number | null;
  outputAudio: number | null;
  /** Of `cacheRead`. */
  cacheReadAudio?: number | null;
  cacheReadImage?: number | null;
  /** Of `inputUncached`. */
  inputImage?: number | null;
  inputVideo?: number | null;
  /** Of `outputText`. */
  outputImage?: number | null;
  outputVideo?: number | null;
}

/** Usage of which nothing is known, to be filled with what is. */
export const UNKNOWN_TOKENS: Readonly<TokenBuckets> = Object.freeze({
  inputUncached: null,
  cacheRead: null,
  cacheWrite: null,
  cacheWrite1h: null,
  inputAudio: null,
  outputText: null,
  reasoning: null,
  outputAudio: null,
});

/** As the API shows them: totals include their parts. Null: unknown. */
export interface TokenTotals {
  input_total: number | null;
  cache_read: number | null;
  cache_write: number | null;
  output_total: number | null;
  reasoning: number | null;
}

const sum = (...values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
};

/** Buckets to totals; null when nothing at all is known. */
export function tokenTotals(buckets: TokenBuckets | null): TokenTotals | null {
  if (buckets === null) return null;
  const totals: TokenTotals = {
    input_total: sum(buckets.inputUncached, buckets.cacheRead, buckets.cacheWrite, buckets.inputAudio),
    cache_read: buckets.cacheRead,
    cache_write: buckets.cacheWrite,
    output_total: sum(buckets.outputText, buckets.reasoning, buckets.outputAudio),
    reasoning: buckets.reasoning,
  };
  return Object.values(totals).every((value) => value === null) ? null : totals;
}
