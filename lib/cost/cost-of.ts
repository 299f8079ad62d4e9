import { nanoOfUsd } from "@/lib/money/nano-usd";
import type { TokenBuckets } from "@/lib/model/tokens";

import { BUCKET_UNITS, REQUEST_UNIT } from "./bucket-units";

/** A price of nine decimals a million tokens is a whole number of femto-dollars a token: 1e-9 * 1e-6 = 1e-15. */
const FEMTO_PER_NANO = 1_000_000n;

type Bucket = keyof typeof BUCKET_UNITS;
const BUCKETS = Object.keys(BUCKET_UNITS) as Bucket[];

/** Femto-dollars a token by bucket, and a request's fee. Null: no price. Made once a price. */
interface Rates {
  buckets: (bigint | null)[];
  requestFemto: bigint;
}
const rates = new WeakMap<Readonly<Record<string, string>>, Rates>();

function ratesOf(units: Readonly<Record<string, string>>): Rates {
  let known = rates.get(units);
  if (!known) {
    const nano = (key: string | undefined) => (key === undefined ? null : nanoOfUsd(units[key] as string));
    known = {
      buckets: BUCKETS.map((bucket) => nano(BUCKET_UNITS[bucket].find((key) => units[key] !== undefined))),
      // Dollars a thousand requests: nano-dollars a thousand, a thousand femto-dollars each.
      requestFemto: units[REQUEST_UNIT] === undefined ? 0n : (nano(REQUEST_UNIT) ?? 0n) * 1000n,
    };
    rates.set(units, known);
  }
  return known;
}

/** What of a bucket is told apart, and priced apart. */
const PARTS: { [Whole in keyof TokenBuckets]?: readonly (keyof TokenBuckets)[] } = {
  cacheWrite: ["cacheWrite1h"],
  cacheRead: ["cacheReadAudio", "cacheReadImage"],
  inputUncached: ["inputImage", "inputVideo"],
  outputText: ["outputImage", "outputVideo"],
};

function countOf(tokens: TokenBuckets, bucket: Bucket): number {
  const whole = bucket === "cacheWrite5m" ? "cacheWrite" : bucket;
  const parts = PARTS[whole]?.reduce((sum, part) => sum + (tokens[part] ?? 0), 0) ?? 0;
  return Math.max(0, (tokens[whole] ?? 0) - parts);
}

/**
 * Cost of one call at unit prices, in nano-dollars: exact in whole femto-dollars, and rounded once, half up, at the end.
 * Sums of calls are sums of these whole numbers, so they add up whatever way they are grouped.
 * @returns null: tokens are there that the price has no unit for
 */
export function costOf(units: Readonly<Record<string, string>>, tokens: TokenBuckets): bigint | null {
  const { buckets, requestFemto } = ratesOf(units);
  let femto = requestFemto;
  for (let index = 0; index < BUCKETS.length; index++) {
    const bucket = BUCKETS[index] as Bucket;
    const count = countOf(tokens, bucket);
    if (count === 0) continue;
    const rate = buckets[index];
    if (rate === null || rate === undefined) return null;
    femto += BigInt(count) * rate;
  }
  return (femto + FEMTO_PER_NANO / 2n) / FEMTO_PER_NANO;
}
