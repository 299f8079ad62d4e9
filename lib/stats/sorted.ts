/** The value at a share of a sorted list, between neighbours in proportion (Hyndman and Fan's type 7); NaN of none. */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Shorter lists are sorted in place of the library's sort, which takes longer to begin than they take to end. */
const SHORT = 40;
const short = new Float64Array(SHORT);

/** The middle of a list in any order; NaN of none. */
export function median(values: ArrayLike<number>): number {
  const { length } = values;
  if (length > SHORT) return quantileSorted(new Float64Array(values).sort(), 0.5);
  for (let index = 0; index < length; index++) {
    const value = values[index] as number;
    let place = index;
    for (; place > 0 && (short[place - 1] as number) > value; place--)
      short[place] = short[place - 1] as number;
    short[place] = value;
  }
  const half = length >> 1;
  const upper = length === 0 ? Number.NaN : (short[half] as number);
  const lower = length % 2 === 1 ? upper : (short[half - 1] as number);
  return lower + (upper - lower) / 2;
}

/** Makes a median absolute deviation comparable with a standard deviation, were the values normal. */
const NORMAL = 1.4826;

/** A robust spread: how far values usually are from `centre`, as a standard deviation; NaN of none. */
export const medianAbsoluteDeviation = (values: readonly number[], centre: number): number =>
  NORMAL * median(values.map((value) => Math.abs(value - centre)));
