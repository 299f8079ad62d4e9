import { CALLS, columnSql, TRACES, type Rollup } from "@/lib/derive/rollups";
import {
  figuresOf,
  METRIC_DIMENSIONS,
  namesIn,
  ROLLUP_COLUMNS,
  typeOf,
  valueIn,
  type MetricDimension,
  type RollupColumn,
  type Source,
} from "@/lib/model/figure-dimensions";

export const ROLLUPS: Record<Exclude<Source, "usage">, Rollup> = { calls: CALLS, traces: TRACES };

/** Whether the source's rows know the dimension at all. */
export const hasDimension = (source: Source, name: MetricDimension): boolean =>
  valueIn(source, name) !== undefined;

/** The column that holds a dimension; undefined: no roll-up does, but for users their shares. */
const columnOf = (name: MetricDimension): RollupColumn | undefined =>
  figuresOf(name).rolledUp as RollupColumn | undefined;

/** A name alone does not say whether it is a tool's or a step's. */
const isShared = (column: RollupColumn): boolean => namesIn(column).length > 1;

/** Number of the narrowest grouping set that holds all the dimensions; null: only raw rows do. */
export function groupingSetFor(
  source: Exclude<Source, "usage">,
  names: readonly MetricDimension[],
): number | null {
  const { groupingSets, firstSet } = ROLLUPS[source];
  const columns = names.map(columnOf);
  const needed = columns.flatMap((column): (RollupColumn | undefined)[] =>
    column !== undefined && isShared(column) ? ["kind", column] : [column],
  );
  const place = groupingSets.findLastIndex((set) =>
    needed.every((column) => column !== undefined && set.includes(column)),
  );
  return place < 0 ? null : firstSet + place;
}

/**
 * A dimension as SQL over a relation that has the columns of `dimensions`. @param from its alias, and what its columns' names
 * begin with
 */
export function dimensionSql(name: MetricDimension, from: string): string {
  const column = columnOf(name);
  if (column === undefined) return `${from}${name}`;
  if (typeOf(column) === "bigint") return `${from}${column}::text`;
  if (!isShared(column)) return `${from}${column}`;
  const kinds = figuresOf(name).kinds ?? [];
  return `case when ${from}kind in (${kinds.map((kind) => `'${kind}'`).join(", ")}) then ${from}${column} end`;
}

/** The same columns of raw rows, `dim_` before their names, and of dimensions that no roll-up holds; SQL of ours. */
export const rawColumns = (source: Exclude<Source, "usage">): string =>
  [
    ...ROLLUP_COLUMNS.map((column) => `${columnSql(ROLLUPS[source], column)} as dim_${column}`),
    ...METRIC_DIMENSIONS.filter((name) => columnOf(name) === undefined).map(
      (name) => `${valueIn(source, name) ?? "null::text"} as dim_${name}`,
    ),
  ].join(", ");
