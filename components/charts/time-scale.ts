/** Where moments lie in a drawing: buckets side by side from the start of the first to the end of the last. */
export interface TimeScale {
  from: number;
  to: number;
  /** Pixels. */
  left: number;
  width: number;
  x: (at: number) => number;
  at: (x: number) => number;
}

const MINUTE = 60_000;

/** End of a bucket: where the next begins; the last is as long as the one before it. Days may have 23 or 25 hours. */
export const endOf = (times: readonly number[], index: number): number =>
  times[index + 1] ?? times[index]! + (index > 0 ? times[index]! - times[index - 1]! : MINUTE);

/** @param times starts of buckets, epoch ms, ascending */
export function timeScale(times: readonly number[], left: number, width: number): TimeScale {
  const from = times[0] ?? 0;
  const to = times.length === 0 ? 1 : endOf(times, times.length - 1);
  return {
    from,
    to,
    left,
    width,
    x: (at) => left + ((at - from) / (to - from)) * width,
    at: (x) => from + ((x - left) / (width || 1)) * (to - from),
  };
}

/** The bucket that a moment lies in; undefined before the first and after the last. */
export function bucketAt(times: readonly number[], at: number): number | undefined {
  if (times.length === 0 || at < times[0]! || at >= endOf(times, times.length - 1)) return undefined;
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
