/**
 * Moves labels apart so that none lies on another, as little as possible, within [top, bottom]. All in pixels.
 * Returns positions in the order given.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).toSorted((a, b) => a.y - b.y);
  let floor = top;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  // Pushed over the bottom: push back upwards from there.
  let ceiling = bottom;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const placed = Array.from(wanted);
  for (const { y, i } of order) placed[i] = y;
  return placed;
}
