import type { Quantity } from "@/lib/format/quantity";
import type { Unit } from "@/lib/signals/signal";

/** How the chart kit calls a signal's unit, and what its figures are multiplied by for that. */
export const QUANTITY: Record<Unit, { quantity: Quantity; factor: number }> = {
  share: { quantity: "percent", factor: 1 },
  ns: { quantity: "duration", factor: 1e-6 },
  milliseconds: { quantity: "duration", factor: 1 },
  nano_usd: { quantity: "usd", factor: 1e-9 },
  tokens: { quantity: "tokens", factor: 1 },
  characters: { quantity: "count", factor: 1 },
  count: { quantity: "score", factor: 1 },
  score: { quantity: "score", factor: 1 },
};
