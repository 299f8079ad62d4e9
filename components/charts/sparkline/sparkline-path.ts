/**
 * SVG path of values in a box, each end on an edge, one pixel of air above and below. Null breaks the line; a lone value becomes a short dash.
 * @param fromZero whether the bottom is zero (amounts) or the smallest value (levels)
 */
export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
  { fromZero = true } = {},
): string {
  const known = values.filter((v) => v !== null);
  if (known.length === 0) return "";
  const low = fromZero ? Math.min(0, ...known) : Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i: number) => Number(((values.length === 1 ? 0.5 : i / (values.length - 1)) * width).toFixed(1));
  const y = (v: number) => Number((height - 1 - ((v - low) / span) * (height - 2)).toFixed(1));
  let path = "";
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const starts = (values[i - 1] ?? null) === null;
    path += `${starts ? "M" : "L"}${x(i)} ${y(value)}`;
    if (starts && (values[i + 1] ?? null) === null) path += "h2";
  }
  return path;
}
