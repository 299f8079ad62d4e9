import { type HeatCells, heatOf } from "./heat-cells";

/** Shades of one hue from few to many; in the dark theme many is light. */
export const HEAT_TOKENS = [1, 2, 3, 4, 5].map((n) => `--heat-${n}`);

type Rgb = readonly [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;

/** The shade at a place of the scale, between its two neighbours. */
export function shade(place: number, stops: readonly string[]): Rgb {
  const along = Math.max(0, Math.min(1, place)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(along));
  const [from, to] = [parse(stops[i]!), parse(stops[i + 1]!)];
  return from.map((c, k) => Math.round(c + (to[k]! - c) * (along - i))) as unknown as Rgb;
}

/** The cells as a picture of one pixel each, lowest row at the bottom, empty ones clear: one element however many cells. */
export function heatImage(counts: HeatCells["counts"], rowCount: number, max: number): string {
  const styles = getComputedStyle(document.documentElement);
  const stops = HEAT_TOKENS.map((token) => styles.getPropertyValue(token).trim());
  const canvas = document.createElement("canvas");
  canvas.width = counts.length;
  canvas.height = rowCount;
  const pen = canvas.getContext("2d");
  if (!pen || counts.length === 0 || rowCount === 0) return "";
  const picture = pen.createImageData(counts.length, rowCount);
  for (const [x, column] of counts.entries()) {
    for (const [row, count] of column.entries()) {
      if (count <= 0) continue;
      const place = ((rowCount - 1 - row) * counts.length + x) * 4;
      picture.data.set([...shade(heatOf(count, max), stops), 255], place);
    }
  }
  pen.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}
