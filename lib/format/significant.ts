/** Keeps a number and its unit on one line. */
export const NBSP = "\u00a0";
/** What an unknown value looks like; always paired with a reason. */
export const UNKNOWN = "–";
export const MINUS = "−";

/** 1234567.5 -> "1,234,567.5": every digit that matters, for exact values. */
export function formatExact(value: number, maximumFractionDigits = 12): string {
  if (isExtreme(value)) return withMinus(Number.isFinite(value) ? String(value) : UNKNOWN);
  return withMinus(value.toLocaleString("en-US", { maximumFractionDigits }));
}

/** Scores and metadata are what clients say: beyond these a number is written with its power of ten, and some are none. */
const isExtreme = (value: number): boolean =>
  !Number.isFinite(value) || (value !== 0 && (Math.abs(value) < 1e-9 || Math.abs(value) >= 1e21));

/** Three significant digits, trailing zeros kept so that columns line up: 1.2 -> "1.20", 812.4 -> "812". */
export function significant(value: number, digits = 3): string {
  if (value === 0) return "0";
  if (isExtreme(value)) return Number.isFinite(value) ? withMinus(value.toExponential(digits - 1)) : UNKNOWN;
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.floor(Math.log10(Math.abs(rounded)));
  const decimals = Math.max(0, digits - 1 - magnitude);
  return withMinus(
    rounded.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
}

/** Picks the largest unit that the rounded value reaches, so 999.6 ms is "1.00 s" and never "1,000 ms". */
export function scaled(value: number, units: readonly { size: number; unit: string }[]): string {
  let chosen = units[0]!;
  for (const candidate of units) {
    // Rounded in the unit chosen so far: 59.96 s would be written as 60.0 s, which is a minute.
    if (Number((Math.abs(value) / chosen.size).toPrecision(3)) * chosen.size >= candidate.size)
      chosen = candidate;
  }
  const inUnit =
    chosen === units[0] ? Math.abs(value) / chosen.size : Math.max(1, Math.abs(value) / chosen.size);
  return `${value < 0 ? MINUS : ""}${significant(inUnit)}${chosen.unit === "" ? "" : NBSP + chosen.unit}`;
}

/** The typographic minus is as wide as a digit; the hyphen is not. */
const withMinus = (text: string): string => text.replace(/^-/, MINUS);

/** A change always says its direction: "+4.10 %", "−120 ms", "±0". */
export function signed(value: number, format: (magnitude: number) => string): string {
  if (value === 0) return `±${format(0)}`;
  return `${value > 0 ? "+" : MINUS}${format(Math.abs(value))}`;
}
