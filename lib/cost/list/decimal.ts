import { decimalString, nanoOfUsd, usdOfNano } from "@/lib/money/nano-usd";

/** At most nine decimals, as a price is kept: what a list has divided or converted carries the noise of doubles. */
export function asAmount(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const nano = nanoOfUsd(value);
  return nano === null || nano < 0n ? null : usdOfNano(nano);
}

/**
 * A price of one as the price of so many, exact in decimals: `3e-7` a token is "0.3" a million.
 * @param many a whole number
 */
export function timesMany(value: unknown, many: bigint): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = decimalString(Number(value));
  const match = /^(\d{1,9})(?:\.(\d{1,30}))?$/.exec(text ?? "");
  if (!match) return null;
  const fraction = match[2] ?? "";
  const digits = (BigInt(`${match[1]}${fraction}`) * many).toString().padStart(fraction.length + 1, "0");
  const point = digits.length - fraction.length;
  return asAmount(`${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** An amount times a factor of at most four decimals, rounded half up at the ninth. Null: the amount is none. */
export function timesFactor(amount: string, factor: string): string | null {
  const nano = nanoOfUsd(amount);
  const nanoFactor = nanoOfUsd(factor);
  if (nano === null || nanoFactor === null) return null;
  return usdOfNano((nano * nanoFactor + 500_000_000n) / 1_000_000_000n);
}
