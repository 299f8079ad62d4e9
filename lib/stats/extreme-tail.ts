/** The largest values of a stream, from which the chance of one that is larger still is told. Plain JSON. */
export interface Tail {
  /** Values that it stands for; those forgotten are not counted any more. */
  seen: number;
  /** The largest first. */
  largest: number[];
}

/** Thirty-two describe a tail well enough (64 and 400 detect as well), and a detector has thirty tails. */
const KEPT = 32;
/** The tail is the largest twentieth, as far as it is kept. */
const TAIL_SHARE = 0.05;
/** Fewer than ten values say nothing about a shape. */
const MIN_EXCEEDANCES = 10;
/** Values before anything is a surprise. */
const MIN_SEEN = 100;
/** When so many were seen, half of them are forgotten: every second of the largest goes. */
const FORGET_AT = 8192;
/** No sample supports more than this: 1 in 10^12. */
const MOST_DECADES = 12;
/** Of the excess over the threshold: so much is about as large. A few rare jobs among much noise fit no one distribution. */
const AS_LARGE = 0.8;
/** Digits that are kept of a value: the state is stored as text. */
const DIGITS = 6;
/** Two values that differ by less than rounding may have made of them are the same. */
const SAME = 1e-5;

export const newTail = (): Tail => ({ seen: 0, largest: [] });

/** A number with six digits, which is what a state keeps. */
export const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/** How many of the largest count as the tail. */
const exceedances = ({ seen }: Tail): number =>
  Math.max(MIN_EXCEEDANCES, Math.min(KEPT - 1, Math.floor(seen * TAIL_SHARE)));

/**
 * How surprising a value is, in decades: 3 is a value that one in a thousand reaches; 0 is an ordinary one. Peaks over a
 * threshold: what lies above the tail's lower end follows a generalised Pareto distribution, fitted by probability-weighted moments.
 * Never a bounded tail (shape below 0), because the first value beyond such a bound would be infinitely surprising.
 * Source: Hosking and Wallis: Parameter and quantile estimation for the generalized Pareto distribution, Technometrics 29
 * (1987); use on streams: Siffer et al.: Anomaly detection in streams with extreme value theory, KDD 2017.
 * @param leastScale the tail is at least so wide, in the value's unit: smaller differences are no news
 */
export function surprise(tail: Tail, value: number, leastScale: number): number {
  const { seen, largest } = tail;
  const count = exceedances(tail);
  if (seen < MIN_SEEN || largest.length <= count) return 0;
  const threshold = largest[count]!;
  const excess = value - threshold;
  if (!(excess > SAME * Math.max(Math.abs(value), Math.abs(threshold)))) return 0;
  const { shape, scale } = fit(largest, count);
  const ratio = excess / Math.max(scale, leastScale);
  const survival = shape < 1e-3 ? ratio : Math.log1p(shape * ratio) / shape;
  const fitted = (Math.log(seen / count) + survival) / Math.LN10;
  return Math.min(MOST_DECADES, fitted, counted(tail, count, threshold + AS_LARGE * excess));
}

/** Decades by counting: what was seen about as large before is no rarer than that. Without any, counting sets no bound. */
function counted({ seen, largest }: Tail, count: number, aboutAsLarge: number): number {
  let times = 0;
  while (times < count && largest[times]! >= aboutAsLarge) times++;
  return times === 0 ? Number.POSITIVE_INFINITY : Math.log10(seen / times);
}

/** Shape (0 exponential, 1 no mean) and scale of the excesses of the first `count` over the next one. */
function fit(largest: number[], count: number): { shape: number; scale: number } {
  const threshold = largest[count]!;
  let mean = 0;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    const share = (largest[i]! - threshold) / count;
    mean += share;
    weighted += share * ((i + 0.35) / count);
  }
  const difference = mean - 2 * weighted;
  // A difference of 0 or less is a tail without an end that this method can tell: as heavy as allowed.
  if (!(difference > 0)) return { shape: 1, scale: mean / 2 };
  const shape = 2 - mean / difference;
  if (shape <= 0) return { shape: 0, scale: mean };
  return { shape: Math.min(1, shape), scale: (2 * mean * weighted) / difference };
}

/** Counts a value. */
export function remember(tail: Tail, value: number): void {
  const { largest } = tail;
  tail.seen++;
  if (largest.length < KEPT || value > largest[largest.length - 1]!) {
    const kept = rounded(value);
    let at = largest.length;
    while (at > 0 && largest[at - 1]! < kept) at--;
    largest.splice(at, 0, kept);
    if (largest.length > KEPT) largest.pop();
  }
  if (tail.seen < FORGET_AT) return;
  tail.seen /= 2;
  tail.largest = largest.filter((_, i) => i % 2 === 0);
}

/** The value that about this share of all lies above, as far as the largest tell; null before anything is known. */
export function upperQuantile(tail: Tail, share: number): number | null {
  if (tail.seen < MIN_SEEN) return null;
  return tail.largest[Math.min(tail.largest.length - 1, Math.floor(tail.seen * share))] ?? null;
}
