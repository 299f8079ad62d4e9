import { NBSP, formatExact, significant, signed } from "./significant";

/**
 * A share (0..1) as per cent to three significant digits. Nearly all is not all and nearly none is not none:
 * 0.99996 is ">99.9 %" and 0.00001 is "<0.01 %", so that "100 %" and "0 %" can be trusted.
 */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (share > 0 && share < 1 && Number(percent.toPrecision(3)) >= 100) return `>99.9${NBSP}%`;
  if (percent > 0 && percent < 0.01) return `<0.01${NBSP}%`;
  if (Number.isInteger(percent)) return `${formatExact(percent)}${NBSP}%`;
  // Two decimals are enough below one per cent: 0.917 % reads as 0.92 %.
  return `${Math.abs(percent) < 1 ? significant(percent, 2) : significant(percent)}${NBSP}%`;
}

/** To a millionth: "0.9174 %". */
export const exactPercent = (share: number): string => `${formatExact(share * 100, 4)}${NBSP}%`;

/** The difference of two shares, in percentage points: 0.0031 -> "+0.31 pt". A change of a rate is never given in per cent of it. */
export const formatPoints = (difference: number): string =>
  signed(difference, (d) => `${d === 0 ? "0" : significant(d * 100, d * 100 < 1 ? 2 : 3)}${NBSP}pt`);

/** A change relative to what was before: (110, 100) -> "+10 %". Undefined when there was nothing to compare with. */
export function formatChange(now: number, before: number): string | undefined {
  if (before === 0) return undefined;
  return signed(now / before - 1, formatPercent);
}
