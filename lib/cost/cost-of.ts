import { nanoOfUsd } from "@/lib/money/nano-usd";
import type { TokenBuckets } from "@/lib/model/tokens";

import { BUCKET_UNITS, QUANTITY_UNITS, type Quantities, REQUEST_UNIT, UNKNOWN_UNIT } from "./bucket-units";

/** A price of nine decimals a million tokens is a whole number of femto-dollars a token: 1e-9 * 1e-6 = 1e-15. */
const FEMTO_PER_NANO = 1_000_000n;

type Bucket = keyof typeof BUCKET_UNITS;
const BUCKETS = Object.keys(BUCKET_UNITS) as Bucket[];
type Quantity = keyof Quantities;
const QUANTITIES = Object.keys(QUANTITY_UNITS) as Quantity[];

/** Femto-dollars a token by bucket, and a request's fee. Null: no price. Made once a price. */
interface Rates {
  buckets: (bigint | null)[];
  requestFemto: bigint;
  /** Femto-dollars a unit of a quantity. Null: not billed by it. */
  quantities: (bigint | null)[] | null;
  /** Billed by nothing but a quantity. */
  onlyQuantities: boolean;
}
const rates = new WeakMap<Readonly<Record<string, string>>, Rates>();

function ratesOf(units: Readonly<Record<string, string>>): Rates {
  let known = rates.get(units);
  if (!known) {
    // "unknown" is no amount, and goes no further to the general unit: the source has a price of its own for it elsewhere.
    const nano = (key: string | undefined) => (key === undefined ? null : nanoOfUsd(units[key] as string));
    const quantities = QUANTITIES.map((name) => {
      const amount = nano(QUANTITY_UNITS[name].keys.find((key) => units[key] !== undefined));
      return amount === null ? null : amount * FEMTO_PER_NANO;
    });
    const isBilledByQuantity = quantities.some((one) => one !== null);
    known = {
      buckets: BUCKETS.map((bucket) => nano(BUCKET_UNITS[bucket].find((key) => units[key] !== undefined))),
      // Dollars a thousand requests: nano-dollars a thousand, a thousand femto-dollars each.
      requestFemto: units[REQUEST_UNIT] === undefined ? 0n : (nano(REQUEST_UNIT) ?? 0n) * 1000n,
      quantities: isBilledByQuantity ? quantities : null,
      onlyQuantities:
        isBilledByQuantity &&
        !Object.keys(units).some((key) => key.endsWith("_mtok") && units[key] !== UNKNOWN_UNIT),
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
 * @returns null: tokens are there that the price has no unit for, or nobody says the quantity that is billed
 */
export function costOf(
  units: Readonly<Record<string, string>>,
  tokens: TokenBuckets,
  quantities: Quantities = {},
): bigint | null {
  const known = ratesOf(units);
  let femto = known.requestFemto;
  if (known.quantities) {
    const billed = quantityFemto(known.quantities, quantities);
    if (billed === null && known.onlyQuantities) return null;
    femto += billed ?? 0n;
    if (known.onlyQuantities) return (femto + FEMTO_PER_NANO / 2n) / FEMTO_PER_NANO;
  }
  for (let index = 0; index < BUCKETS.length; index++) {
    const bucket = BUCKETS[index] as Bucket;
    const count = countOf(tokens, bucket);
    if (count === 0) continue;
    const rate = known.buckets[index];
    if (rate === null || rate === undefined) return null;
    femto += BigInt(count) * rate;
  }
  return (femto + FEMTO_PER_NANO / 2n) / FEMTO_PER_NANO;
}

/** Seconds may be fractions: they are counted in thousandths. Null: no quantity that has a price is said. */
function quantityFemto(unitFemto: readonly (bigint | null)[], quantities: Quantities): bigint | null {
  let sum: bigint | null = null;
  for (let index = 0; index < QUANTITIES.length; index++) {
    const name = QUANTITIES[index] as Quantity;
    const [rate, count] = [unitFemto[index], quantities[name]];
    if (rate === null || rate === undefined || count === null || count === undefined) continue;
    const divisor = BigInt(QUANTITY_UNITS[name].many) * 1000n;
    sum = (sum ?? 0n) + (BigInt(Math.round(count * 1000)) * rate + divisor / 2n) / divisor;
  }
  return sum;
}
