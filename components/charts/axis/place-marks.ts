export interface PlacedMark {
  /** Which side of its line the name stands on. */
  side: "left" | "right";
  /** Absent where there is no room: the line stands alone and the tooltip tells. */
  name?: string;
}

/** Pixels that a name takes, its gap to the line included. */
const lengthOf = (label: string): number => label.length * 6 + 8;

/**
 * Names of lines along the top of a chart, none over another: each to the right of its line, else to the left, else unnamed.
 * @param marks with `x` in pixels from the left end of the plot, ascending
 */
export function placeMarks(marks: readonly { x: number; label: string }[], width: number): PlacedMark[] {
  let taken = 0;
  return marks.map(({ x, label }, i) => {
    const length = lengthOf(label);
    const next = marks[i + 1]?.x ?? width;
    if (x >= taken && x + length <= next) {
      taken = x + length;
      return { side: "right", name: label };
    }
    if (x - length >= taken) {
      taken = x;
      return { side: "left", name: label };
    }
    return { side: "right" };
  });
}
