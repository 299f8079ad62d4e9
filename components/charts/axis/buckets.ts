const MINUTE = 60_000;

/** End of a bucket: where the next begins; the last is as long as the one before it. Days may have 23 or 25 hours. */
export const endOf = (times: readonly number[], index: number): number =>
  times[index + 1] ?? times[index]! + (index > 0 ? times[index]! - times[index - 1]! : MINUTE);

export const middleOf = (times: readonly number[], index: number): number =>
  (times[index]! + endOf(times, index)) / 2;

/** From the start of the first bucket to the end of the last, epoch ms: what an axis of time spans. */
export const spanOf = (times: readonly number[]): [from: number, to: number] =>
  times.length === 0 ? [0, 1] : [times[0]!, endOf(times, times.length - 1)];

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
