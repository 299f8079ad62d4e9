import { MINUS, NBSP, significant } from "./significant";

/**
 * US dollars as people read them: "$41.20", "$0.0187", "$12.4 k". Below a dollar three significant digits, at least two
 * decimals, no trailing zeros beyond them, so money that is not zero never reads as $0.00.
 * @param usd a number, or a decimal string as the API carries it
 * @param padded always three significant digits, so that amounts in a column line up: "$0.00430"
 */
export function formatUsd(usd: number | string, { padded = false } = {}): string {
  const value = Number(usd);
  if (value === 0) return "$0";
  const magnitude = Math.abs(value);
  return `${value < 0 ? MINUS : ""}$${digits(magnitude, padded)}`;
}

function digits(magnitude: number, padded: boolean): string {
  if (magnitude >= 9_999.995) {
    const [size, unit] =
      magnitude >= 999_500_000 ? [1e9, "G"] : magnitude >= 999_500 ? [1e6, "M"] : [1e3, "k"];
    return `${significant(magnitude / size)}${NBSP}${unit}`;
  }
  if (magnitude >= 0.9995)
    return magnitude.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const decimals = 2 - Math.floor(Math.log10(magnitude));
  const [whole, fraction = ""] = magnitude.toFixed(Math.min(decimals, 20)).split(".");
  return `${whole}.${padded ? fraction : fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** Every digit of the amount: "$0.001234". @param usd a decimal string is kept as it is; numbers are written without exponent. */
export function exactUsd(usd: number | string): string {
  const text = typeof usd === "string" ? usd : usd.toFixed(12).replace(/\.?0+$/, "");
  return text.startsWith("-") ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}
