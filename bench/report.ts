/** Prints one figure as one line of JSON on stdout: its name, its value and unit, the floor of the same run, and the rest. */
export function report(figure: {
  name: string;
  value: number | null;
  unit: string;
  [more: string]: unknown;
}): void {
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  console.log(JSON.stringify(figure, rounded));
}
