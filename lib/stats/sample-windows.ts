/** A range of time in milliseconds since the epoch, `from` included and `to` not. */
export interface Window {
  from: number;
  to: number;
}

const WINDOWS = 64;

/**
 * Short windows, evenly spread, that together hold about as many rows as wanted: what is in them is a fair sample of the
 * whole range in time, and an index by time reads nothing else.
 * @param rows how many rows the range holds, at least about
 * @param wanted how many to read; the whole range is one window when it holds no more
 * @param windows how many
 */
export function sampleWindows(range: Window, rows: number, wanted: number, windows = WINDOWS): Window[] {
  const length = range.to - range.from;
  if (rows <= wanted || length <= windows) return [range];
  const step = length / windows;
  // Whole milliseconds: at least one, also when traffic is dense.
  const width = Math.max(1, Math.round((step * wanted) / rows));
  // In the middle of each step, so that neither end of the range weighs more.
  return Array.from({ length: windows }, (_, index) => {
    const from = Math.round(range.from + step * (index + 0.5) - width / 2);
    return { from, to: from + width };
  });
}
