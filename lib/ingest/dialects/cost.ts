/**
 * US dollars as a client reports them -> decimal text without an exponent. Null for 0: clients write it for models whose
 * price they do not know.
 */
export function reportedCost(value: number | null): string | null {
  if (value === null || !(value > 0)) return null;
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
