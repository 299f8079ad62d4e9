export interface PlacedMark {
  /** Which side of its line the name stands on. */
  side: "left" | "right";
  /** Whether there is room for the name; otherwise the line stands alone and the tooltip tells. */
  named: boolean;
}

/**
 * Names of changes along the top of a chart, none over another: each to the right of its line, else to the left, else unnamed.
 * @param xs positions of the lines in pixels, ascending
 * @param lengths widths of the names in pixels
 */
export function placeMarks(xs: readonly number[], lengths: readonly number[], width: number): PlacedMark[] {
  let taken = 0;
  return xs.map((x, i) => {
    const length = lengths[i]!;
    const next = xs[i + 1] ?? width;
    if (x >= taken && x + length <= next) {
      taken = x + length;
      return { side: "right", named: true };
    }
    if (x - length >= taken) {
      taken = x;
      return { side: "left", named: true };
    }
    return { side: "right", named: false };
  });
}
