import { formatCount } from "@/lib/format/count";
import { type Quantity, formatQuantity } from "@/lib/format/quantity";

/** Short for the axis: "0", "500 ms", "1 s", "$2". */
export function formatTick(value: number, quantity: Quantity): string {
  if (value === 0) return "0";
  const text = quantity === "tokens" ? formatCount(value) : formatQuantity(value, quantity);
  // "1.00 s" carries nothing that "1 s" does not, on an axis. Money has cents or none.
  const short = text.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
  return quantity === "usd" ? short.replace(/\.\d$/, "$&0") : short;
}

/** Pixels that the widest of these names takes beside an axis. */
export const tickRoom = (ticks: readonly number[], quantity: Quantity): number =>
  Math.max(0, ...ticks.map((tick) => formatTick(tick, quantity).length)) * 6.2 + 12;
