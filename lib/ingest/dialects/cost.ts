/**
 * US dollars as a client reports them -> decimal text without an exponent. Null for 0: clients write it for models whose
 * price they do not know.
 */
export function reportedCost(value: number | null): string | null {
  if (value === null || !(value > 0)) return null;
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

/** Where a client says what input and output cost, and not the sum. */
export const costOfParts = (input: number | null, output: number | null): string | null =>
  input === null && output === null ? null : reportedCost((input ?? 0) + (output ?? 0));
