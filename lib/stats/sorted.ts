/** The value at a share of a sorted list, between neighbours in proportion (Hyndman and Fan's type 7); NaN of none. */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** The middle of a list in any order; NaN of none. */
export const median = (values: ArrayLike<number>): number =>
  quantileSorted(new Float64Array(values).sort(), 0.5);

/** Makes a median absolute deviation comparable with a standard deviation, were the values normal. */
const NORMAL = 1.4826;

/** A robust spread: how far values usually are from `centre`, as a standard deviation; NaN of none. */
export const medianAbsoluteDeviation = (values: readonly number[], centre: number): number =>
  NORMAL * median(values.map((value) => Math.abs(value - centre)));
