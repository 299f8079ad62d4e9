/** A column of time and, in a heatmap, a row of values. */
export interface Cell {
  column: number;
  row: number;
}

interface Grid {
  columns: number;
  rows: number;
  /** The row at which keys begin. */
  firstRow: (column: number) => number;
}

const ARROWS: Record<string, readonly [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
export const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));

/** Where a key leads from a cell, or into the grid; undefined: no key that walks. */
export function walkCells(
  key: string,
  now: Cell | undefined,
  { columns, rows, firstRow }: Grid,
): Cell | undefined {
  const last = columns - 1;
  if (key === "Home") return { column: 0, row: now?.row ?? firstRow(0) };
  if (key === "End") return { column: last, row: now?.row ?? firstRow(last) };
  const [along, up] = ARROWS[key] ?? [0, 0];
  if (along === 0 && (up === 0 || rows === 1)) return undefined;
  if (!now) return { column: along > 0 ? 0 : last, row: firstRow(along > 0 ? 0 : last) };
  return { column: within(now.column + along, columns), row: within(now.row + up, rows) };
}

/** The corner nearest the start and the one farthest from it. */
export const cornersOf = (a: Cell, b: Cell): [first: Cell, last: Cell] => [
  { column: Math.min(a.column, b.column), row: Math.min(a.row, b.row) },
  { column: Math.max(a.column, b.column), row: Math.max(a.row, b.row) },
];
