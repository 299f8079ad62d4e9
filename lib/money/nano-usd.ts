const NANO = 1_000_000_000n;

/**
 * Nano-dollars as a decimal string of dollars, exact and without trailing zeros: 1234000n -> "0.001234".
 * @param nano a whole number of billionths of a US dollar
 */
export function usdOfNano(nano: bigint | number | string): string {
  const value = BigInt(nano);
  const sign = value < 0n ? "-" : "";
  const absolute = value < 0n ? -value : value;
  const fraction = (absolute % NANO).toString().padStart(9, "0").replace(/0+$/, "");
  return `${sign}${absolute / NANO}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * Dollars as a decimal string or number to nano-dollars, rounded half up at the tenth decimal; null when it is not an amount.
 * Numbers take JavaScript's shortest spelling, which is what the client wrote.
 */
export function nanoOfUsd(usd: string | number): bigint | null {
  const text = typeof usd === "number" ? decimalString(usd) : usd.trim();
  const match = /^(-?)(\d{1,9})(?:\.(\d*))?$/.exec(text ?? "");
  if (!match) return null;
  const fraction = match[3] ?? "";
  const whole = BigInt(match[2] as string) * NANO + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  const rounded = whole + (fraction.charAt(9) >= "5" ? 1n : 0n);
  return match[1] === "-" ? -rounded : rounded;
}

/** A finite number as a decimal string without exponent: 1e-7 -> "0.0000001"; null for NaN and infinities. */
export function decimalString(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const digits = `${match[2]}${match[3] ?? ""}`;
  const point = (match[2] as string).length + Number(match[4]);
  const padded =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : point >= digits.length
        ? digits.padEnd(point, "0")
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${match[1]}${padded}`;
}
