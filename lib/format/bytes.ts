import { NBSP, formatExact, scaled } from "./significant";

const UNITS = [
  { size: 1, unit: "B" },
  { size: 1e3, unit: "kB" },
  { size: 1e6, unit: "MB" },
  { size: 1e9, unit: "GB" },
  { size: 1e12, unit: "TB" },
] as const;

/** Decimal bytes: 6200 -> "6.20 kB". Whole bytes carry no decimals. */
export const formatBytes = (bytes: number): string =>
  Math.abs(bytes) < 1000 ? `${formatExact(bytes)}${NBSP}B` : scaled(bytes, UNITS);

export const exactBytes = (bytes: number): string => `${formatExact(bytes)}${NBSP}B`;

/** A limit as it is set and documented: 67108864 -> "64 MiB". Not a whole number of KiB, MiB or GiB: in decimal units. */
export function byteLimit(bytes: number): string {
  for (const [size, unit] of [
    [1024 ** 3, "GiB"],
    [1024 ** 2, "MiB"],
    [1024, "KiB"],
  ] as const)
    if (bytes >= size && bytes % size === 0) return `${formatExact(bytes / size)} ${unit}`;
  return formatBytes(bytes);
}
