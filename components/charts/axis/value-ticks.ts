import { getNiceTickValues } from "recharts";

import type { Quantity } from "@/lib/format/quantity";

/** Where a quantity starts to be read in a larger unit that is not a power of ten. */
function unitBase(max: number, quantity: Quantity): number {
  if (quantity !== "duration") return 1;
  if (max >= 7_200_000) return 3_600_000;
  return max >= 120_000 ? 60_000 : 1;
}

/** About four round steps from zero to just above the largest value. The last tick is the top of the axis. */
export function valueTicks(max: number, quantity: Quantity): number[] {
  if (!(max > 0)) return quantity === "percent" ? [0, 0.5, 1] : [0, 1];
  const base = unitBase(max, quantity);
  // Things counted one by one have no half steps.
  const halves = quantity !== "count" && quantity !== "tokens";
  const steps = getNiceTickValues([0, max / base], 5, halves, "snap125").map((step) => step * base);
  const ticks = steps.filter((_, index) => index < 2 || steps[index - 1]! < max * (1 - 1e-9));
  // A share of a whole cannot pass one; what is used of a budget can.
  return quantity === "percent" && max <= 1 && ticks.at(-1)! > 1 ? [0, 0.25, 0.5, 0.75, 1] : ticks;
}
