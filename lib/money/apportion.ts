/**
 * Splits a whole amount by wanted parts, so that the parts are whole and add up to it: each is rounded down, and what is left goes,
 * one unit each, to the largest fractions (largest remainder, Hamilton's method); ties go to the earlier part.
 * @param parts finite numbers that add up to about `total`; what doubles cannot hold of it lands on the largest part
 */
export function apportion(total: bigint, parts: readonly number[]): bigint[] {
  if (parts.length === 0) return [];
  const whole = parts.map((part) => BigInt(Math.floor(part)));
  let left = total - whole.reduce((sum, part) => sum + part, 0n);
  const byFraction = parts
    .map((part, index) => ({ index, fraction: part - Math.floor(part) }))
    .sort((a, b) => b.fraction - a.fraction || a.index - b.index);
  for (const { index, fraction } of byFraction) {
    if (left <= 0n || fraction === 0) break;
    whole[index] = (whole[index] as bigint) + 1n;
    left -= 1n;
  }
  if (left !== 0n) {
    const largest = parts.reduce(
      (best, part, index) => (Math.abs(part) > Math.abs(parts[best] ?? 0) ? index : best),
      0,
    );
    whole[largest] = (whole[largest] as bigint) + left;
  }
  return whole;
}
