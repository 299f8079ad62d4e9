/** So many of so many. */
export interface Share {
  part: number;
  whole: number;
}

/**
 * How much larger one share is than another, at least: the lower end of the interval around the difference that is nearer to
 * zero, or 0 when the interval holds zero. Signed like the difference.
 * Newcombe's interval of two Wilson scores: honest for small counts and shares near 0 and 1. Source: Newcombe: Interval
 * estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), method 10.
 * @param z standard deviations to each side
 */
export function sureDifference(inside: Share, outside: Share, z: number): number {
  if (inside.whole === 0 || outside.whole === 0) return 0;
  const { low, high } = differenceOfShares(inside, outside, z);
  if (low > 0) return low;
  return high < 0 ? high : 0;
}

/** How much larger one share is than another, with the same interval. Both of a whole above 0. */
export function differenceOfShares(
  inside: Share,
  outside: Share,
  z: number,
): { difference: number; low: number; high: number } {
  const [a, b] = [wilson(inside, z), wilson(outside, z)];
  const difference = a.share - b.share;
  return {
    difference,
    low: difference - Math.hypot(a.share - a.low, b.high - b.share),
    high: difference + Math.hypot(a.high - a.share, b.share - b.low),
  };
}

/** Wilson's score interval of a share. @param whole above 0 @param z standard deviations to each side */
export function wilson({ part, whole }: Share, z: number): { share: number; low: number; high: number } {
  const share = part / whole;
  const square = z * z;
  const middle = (share + square / (2 * whole)) / (1 + square / whole);
  const half =
    (z * Math.sqrt((share * (1 - share)) / whole + square / (4 * whole * whole))) / (1 + square / whole);
  return { share, low: Math.min(share, middle - half), high: Math.max(share, middle + half) };
}
