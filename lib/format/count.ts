import { NBSP, formatExact, scaled } from "./significant";

const UNITS = [
  { size: 1, unit: "" },
  { size: 1e3, unit: "k" },
  { size: 1e6, unit: "M" },
  { size: 1e9, unit: "G" },
  { size: 1e12, unit: "T" },
] as const;

/** Things counted: exact below ten thousand, where the exact number is no longer than the rounded one; then "12.4 k", "3.10 M". */
export function formatCount(count: number): string {
  if (Math.abs(count) < 10_000 && Number.isInteger(count)) return formatExact(count);
  return scaled(count, UNITS);
}

export const exactCount = formatExact;

/** "1,310 tokens", "12.4 k tokens". */
export const formatTokens = (tokens: number): string =>
  `${formatCount(tokens)}${NBSP}${tokens === 1 ? "token" : "tokens"}`;

/** "1 trace", "12 traces"; irregular plurals are given. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)}${NBSP}${count === 1 ? one : many}`;
