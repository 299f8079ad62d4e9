import { NBSP, formatExact, scaled } from "./significant";

const UNITS = [
  { size: 0.001, unit: "µs" },
  { size: 1, unit: "ms" },
  { size: 1000, unit: "s" },
  { size: 60_000, unit: "min" },
  { size: 3_600_000, unit: "h" },
  { size: 86_400_000, unit: "d" },
] as const;

/** Milliseconds to three significant digits with the unit that fits: 0.45 -> "450 µs", 1240 -> "1.24 s", 75_000 -> "1.25 min". */
export const formatDuration = (durationMs: number): string =>
  durationMs === 0 ? `0${NBSP}ms` : scaled(durationMs, UNITS);

/** The whole value to the microsecond, finer than any clock it came from: 1240.53 -> "1,240.53 ms". */
export const exactDuration = (durationMs: number): string => `${formatExact(durationMs, 3)}${NBSP}ms`;
