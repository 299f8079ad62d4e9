import type { PendingQuery, Row } from "postgres";

/** Rows that are fetched at once where they come in pieces. */
const PIECE = 2_000;
/** Different texts that are remembered: words that recur are few, ids never do. */
const MAX_SHARED = 4_000;

/**
 * Rows of many columns as objects of one shape. The driver adds column after column to an empty object, which for fifty of
 * them costs twice what reading them costs; here each row is a copy of a blank one, filled.
 */
export async function wideRows<T extends Row>(query: PendingQuery<T[]>): Promise<T[]> {
  const rows = (await query.values()) as unknown as Values;
  return rows.map(rowMaker<T>(rows.columns));
}

type Values = unknown[][] & { columns: { name: string }[] };

/**
 * The same for results of tens of thousands of rows: fetched piece by piece, each recurring text kept once, in a third of the
 * memory. Slower than {@link wideRows} for few rows, and nothing else can be asked of the connection meanwhile.
 */
export async function wideRowsInPieces<T extends Row>(query: PendingQuery<T[]>): Promise<T[]> {
  const shared = new Map<string, string>();
  const once = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    const known = shared.get(value);
    if (known === undefined && shared.size < MAX_SHARED) shared.set(value, value);
    return known ?? value;
  };
  const all: T[] = [];
  let make: ((values: unknown[]) => T) | undefined;
  await query.values().cursor(PIECE, (piece) => {
    const rows = piece as unknown as Values;
    make ??= rowMaker<T>(rows.columns);
    for (const values of rows) all.push(make(values.map(once)));
  });
  return all;
}

function rowMaker<T extends Row>(columns: readonly { name: string }[]): (values: unknown[]) => T {
  const names = columns.map(({ name }) => name);
  const blank = Object.fromEntries(names.map((name) => [name, null]));
  return (values) => {
    const row: Record<string, unknown> = { ...blank };
    for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index];
    return row as T;
  };
}
