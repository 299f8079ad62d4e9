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
 * The columns to draw, in their order: those of the link, else the remembered ones, else the usual. Names that do not exist any
 * more are left out; the name stays, since it is what opens the trace.
 */
export function columnsOf(link: readonly string[] | null, remembered: readonly string[] | null): ColumnKey[] {
  const wanted = [link, remembered].map((names) => names?.filter(isColumn)).find((names) => names?.length);
  const chosen = new Set<ColumnKey>([...(wanted ?? DEFAULT_COLUMNS), "name"]);
  return COLUMN_KEYS.filter((key) => chosen.has(key));
}
