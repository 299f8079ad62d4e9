const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/** Wider ones break over two lines on a phone. */
const MOST_BARS = 32;

/**
 * Draws a course as text, which all channels show and none has to fetch from us.
 * @param values at even distances, the oldest first; what is no number leaves a gap
 * @returns null when there are fewer than two numbers
 */
export function sparkline(values: readonly number[]): string | null {
  const shown = thinned(values);
  const known = shown.filter(Number.isFinite);
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return shown
    .map((value) => {
      if (!Number.isFinite(value)) return " ";
      const share = range === 0 ? 0 : (value - low) / range;
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
    })
    .join("");
}

/** Means of neighbours, so that a peak of many values is still seen. */
function thinned(values: readonly number[]): number[] {
  if (values.length <= MOST_BARS) return [...values];
  return Array.from({ length: MOST_BARS }, (_, place) => {
    const from = Math.floor((place * values.length) / MOST_BARS);
    const to = Math.floor(((place + 1) * values.length) / MOST_BARS);
    const part = values.slice(from, to).filter(Number.isFinite);
    return part.length === 0 ? NaN : part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
