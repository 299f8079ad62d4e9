import type { Quantity } from "@/lib/format/quantity";

/** Steps within a decade, from dense to sparse. */
const DECADES = [[1, 2, 5], [1, 3], [1]] as const;
/** Durations in milliseconds: tenfold up to seconds, then as clocks count. */
const DURATIONS = [
  [
    1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
    7_200_000, 18_000_000, 43_200_000, 86_400_000,
  ],
  [1000, 3000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000],
  [1000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000],
] as const;

/** Round values within [low, high] at which people read the quantity, at most `most` of them where decades allow it. */
export function logTicks(low: number, high: number, quantity: Quantity, most: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  for (const [density, steps] of DECADES.entries()) {
    const ticks = candidates(low, high, steps, quantity === "duration" ? DURATIONS[density]! : null);
    if (ticks.length <= most) return ticks;
  }
  const decades = candidates(low, high, [1], quantity === "duration" ? DURATIONS[2] : null);
  const every = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % every === 0);
}

function candidates(
  low: number,
  high: number,
  steps: readonly number[],
  durations: readonly number[] | null,
): number[] {
  const ticks: number[] = [];
  const end = durations ? Math.min(high, 999) : high;
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= end; power++)
    for (const step of steps) ticks.push(Number((step * 10 ** power).toPrecision(3)));
  return [...ticks.filter((tick) => tick <= end), ...(durations ?? [])].filter(
    (tick) => tick >= low * 0.999 && tick <= high * 1.001,
  );
}
