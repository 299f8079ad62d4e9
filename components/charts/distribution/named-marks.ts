import { type Quantity, formatQuantity } from "@/lib/format/quantity";

import { type PlacedMark, placeMarks } from "../axis/place-marks";

/** A value that stands for all: p50, p95. */
export interface ValueMark {
  value: number;
  label: string;
  color?: string;
}

/** Marks within a logarithmic axis, named with their value where there is room, else by name alone. */
export function namedMarks(
  marks: readonly ValueMark[],
  { low, high, width }: { low: number; high: number; width: number },
  quantity: Quantity,
): (PlacedMark & { mark: ValueMark })[] {
  const shown = marks
    .filter(({ value }) => value >= low && value <= high)
    .toSorted((a, b) => a.value - b.value);
  const x = ({ value }: ValueMark) => (Math.log(value / low) / (Math.log(high / low) || 1)) * width;
  const whole = shown.map((mark) => ({
    x: x(mark),
    label: `${mark.label} ${formatQuantity(mark.value, quantity)}`,
  }));
  const first = placeMarks(whole, width);
  const second = placeMarks(
    whole.map((mark, i) => (first[i]!.name ? mark : { x: mark.x, label: shown[i]!.label })),
    width,
  );
  return shown.map((mark, i) => ({ mark, ...second[i]! }));
}
