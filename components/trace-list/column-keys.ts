import { DIMENSION_NAMES, dimensionOf, type DimensionColumn } from "@/lib/model/filter-params";

/** Columns in the order in which they stand; dimensions that are not named here follow. */
const ORDER = [
  "time",
  "status",
  "name",
  "input",
  "output",
  "user",
  "session",
  "model",
  "latency",
  "ttft",
  "tokens_in",
  "tokens_out",
  "cost",
  "scores",
  "complete",
  "tags",
] as const;
export type ColumnKey = (typeof ORDER)[number] | DimensionColumn;

/** Dimensions that a column shows as they are. */
export const DIMENSION_COLUMNS = DIMENSION_NAMES.filter(
  (name) => dimensionOf(name).column !== undefined,
) as DimensionColumn[];

export const COLUMN_KEYS: readonly ColumnKey[] = [...new Set<ColumnKey>([...ORDER, ...DIMENSION_COLUMNS])];

export const DEFAULT_COLUMNS: readonly ColumnKey[] = [
  "time",
  "status",
  "name",
  "input",
  "user",
  "model",
  "latency",
  "ttft",
  "tokens_in",
  "tokens_out",
  "cost",
  "complete",
];

/** What a telephone has room for, when it is chosen at all. */
export const NARROW_COLUMNS: ReadonlySet<ColumnKey> = new Set(["time", "status", "name", "latency"]);

/** Hidden on a laptop's width before anything has to be scrolled to. */
export const WIDE_COLUMNS: ReadonlySet<ColumnKey> = new Set(["user", "tokens_in", "tokens_out"]);

const isColumn = (text: string): text is ColumnKey => (COLUMN_KEYS as readonly string[]).includes(text);

/**
 * The columns to draw: those of the link, else the remembered ones, else the usual. Names that do not exist any more are left out;
 * the name stays, since it is what opens the trace. They stand in the viewer's order, whoever chose them.
 */
export function columnsOf(
  link: readonly string[] | null,
  remembered: readonly string[] | null,
  order: readonly string[] | null = null,
): ColumnKey[] {
  const wanted = [link, remembered].map((names) => names?.filter(isColumn)).find((names) => names?.length);
  const chosen = new Set<ColumnKey>([...(wanted ?? DEFAULT_COLUMNS), "name"]);
  return orderOf(order).filter((key) => chosen.has(key));
}

/** Every column in the viewer's order; those that the order does not know follow. */
export const orderOf = (order: readonly string[] | null): ColumnKey[] => [
  ...new Set([...(order ?? []).filter(isColumn), ...COLUMN_KEYS]),
];

/** The order with one column moved past its neighbour among those that are drawn. */
export function moved(
  order: readonly ColumnKey[],
  shown: readonly ColumnKey[],
  key: ColumnKey,
  by: -1 | 1,
): ColumnKey[] {
  const other = shown[shown.indexOf(key) + by];
  if (other === undefined) return [...order];
  const rest = order.filter((one) => one !== key);
  rest.splice(rest.indexOf(other) + (by === 1 ? 1 : 0), 0, key);
  return rest;
}
