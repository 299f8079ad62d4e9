import type { FoldedSeries } from "./fold-series";

/**
 * Which series is meant where a drawing is clicked: of a stack the one that lies there, of lines the nearest.
 * @param value where the pointer stands on the axis of values
 * @returns its index; undefined: none lies there
 */
export function seriesAt({ sums, extents }: FoldedSeries, column: number, value: number): number | undefined {
  if (sums.length > 0) {
    let top = 0;
    const index = sums.findIndex((own) => value <= (top += Math.max(0, own[column] ?? 0)));
    return index === -1 ? undefined : index;
  }
  let nearest: { index: number; distance: number } | undefined;
  for (const [index, own] of extents.entries()) {
    const extent = own[column];
    if (!extent) continue;
    const distance = Math.max(extent.low - value, value - extent.high, 0);
    if (!nearest || distance < nearest.distance) nearest = { index, distance };
  }
  return nearest?.index;
}
