import type { TimeRange } from "./range";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long a range is, as in "against the 24 hours before": the largest unit that fits, whole or to one decimal. */
export function periodText({ from, to }: Pick<TimeRange, "from" | "to">): string {
  const ms = to.getTime() - from.getTime();
  for (const [unit, length] of UNITS) {
    if (ms < length * 2 && unit !== "minute" && ms !== length) continue;
    const n = Math.round((ms / length) * 10) / 10;
    return n === 1 ? unit : `${n} ${unit}s`;
  }
  return `${Math.round(ms / 1000)} seconds`;
}
