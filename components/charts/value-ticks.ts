import { type Quantity, formatQuantity } from "@/lib/format/quantity";
import { formatCount } from "@/lib/format/count";

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
  const rough = max / base / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999)!;
  // Things counted one by one have no half steps.
  const step = quantity === "count" || quantity === "tokens" ? Math.max(1, Math.ceil(nice)) : nice;
  const steps = Math.ceil(max / base / step - 1e-9);
  const ticks = Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)) * base);
  // A share of a whole cannot pass one; what is used of a budget can.
  return quantity === "percent" && max <= 1 && ticks.at(-1)! > 1 ? [0, 0.25, 0.5, 0.75, 1] : ticks;
}

/** Short for the axis: "0", "500 ms", "1 s", "$2". */
export function formatTick(value: number, quantity: Quantity): string {
  if (value === 0) return "0";
  const text = quantity === "tokens" ? formatCount(value) : formatQuantity(value, quantity);
  // "1.00 s" carries nothing that "1 s" does not, on an axis. Money has cents or none.
  const short = text.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
  return quantity === "usd" ? short.replace(/\.\d$/, "$&0") : short;
}
