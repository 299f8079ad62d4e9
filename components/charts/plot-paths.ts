import type { Extent } from "./fold";

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

/**
 * SVG path of a line through columns, broken where nothing is known; where a column holds several values, through its lowest and
 * highest in the order they came. A column between two gaps becomes a dash: without it, it would be invisible.
 * @param xs middles of the columns in pixels
 */
export function linePath(
  xs: readonly number[],
  extents: readonly (Extent | null)[],
  y: (value: number) => number,
): string {
  let path = "";
  for (const [i, extent] of extents.entries()) {
    if (!extent) continue;
    const starts = (extents[i - 1] ?? null) === null;
    const [first, last] = extent.rising ? [extent.low, extent.high] : [extent.high, extent.low];
    const x = round(xs[i]!);
    path += `${starts ? "M" : "L"}${x} ${round(y(first))}`;
    if (last !== first) path += `V${round(y(last))}`;
    else if (starts && (extents[i + 1] ?? null) === null) path += `m-1.5 0h3`;
  }
  return path;
}

/** SVG path of the area between two lines, one closed shape for each stretch in which both are known. */
export function bandPath(
  xs: readonly number[],
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
  y: (value: number) => number,
): string {
  let path = "";
  const known = (i: number) => i < xs.length && (lower[i] ?? null) !== null && (upper[i] ?? null) !== null;
  for (let start = 0; start < xs.length; start++) {
    if (!known(start)) continue;
    let end = start;
    while (known(end + 1)) end++;
    const stretch = Array.from({ length: end - start + 1 }, (_, k) => start + k);
    const top = stretch.map((i) => `${round(xs[i]!)} ${round(y(upper[i]!))}`);
    const bottom = stretch.toReversed().map((i) => `${round(xs[i]!)} ${round(y(lower[i]!))}`);
    path += `M${top.join("L")}L${bottom.join("L")}Z`;
    start = end;
  }
  return path;
}

/** Ends of each bar of a stack, from zero upwards in the order of the series; null is no bar. Negative amounts are not drawn. */
export function stackLevels(
  columns: readonly (readonly (number | null)[])[],
): { from: number; to: number }[][] {
  const reached: number[] = [];
  return columns.map((values) =>
    values.map((value, i) => {
      const from = reached[i] ?? 0;
      const to = from + Math.max(0, value ?? 0);
      reached[i] = to;
      return { from, to };
    }),
  );
}

/** SVG path of all bars of one series. @param bars left end and width in pixels */
export function barsPath(
  bars: readonly { x: number; width: number }[],
  levels: readonly { from: number; to: number }[],
  y: (value: number) => number,
): string {
  let path = "";
  for (const [i, { from, to }] of levels.entries()) {
    if (to <= from) continue;
    const { x, width } = bars[i]!;
    path += `M${round(x)} ${round(y(to))}h${round(width)}V${round(y(from))}h${-round(width)}Z`;
  }
  return path;
}
