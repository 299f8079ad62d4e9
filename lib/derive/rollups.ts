import {
  namesIn,
  NARROW_SETS,
  ROLLUP_COLUMNS,
  typeOf,
  valueIn,
  type RollupColumn,
} from "@/lib/model/figure-dimensions";
import { MEASURES, type Measure, USAGE } from "@/lib/model/measures";
import { SPAN_SQL } from "@/lib/model/span-sql";

/**
 * What roll-ups are made of: from which rows, told apart by which columns, which sums and which histograms. Roll-ups and live
 * figures are made by the same expressions, so they cannot differ. All SQL here is ours and constant.
 */
export interface Rollup {
  table: "rollup_calls" | "rollup_traces";
  raw: "spans" | "traces";
  /** Which of the raw rows count. */
  counted: string;
  /** What a column is over a raw row; the others are null. */
  columns: Partial<Record<RollupColumn, string>>;
  sums: Readonly<Record<string, Measure>>;
  /** The raw value of a histogram in nanoseconds; null is left out. */
  histograms: Record<string, string>;
  /**
   * Combinations of columns that are kept, the widest first, under the number of their place. A question is answered by the
   * narrowest that holds all of its dimensions, which is the one listed last.
   */
  groupingSets: readonly (readonly RollupColumn[])[];
  /** Number of the first one; rows of different tables must not meet in `dimensions`. */
  firstSet: number;
}

function rollupOf(
  source: "calls" | "traces",
  rest: Omit<Rollup, "columns" | "sums" | "groupingSets">,
): Rollup {
  const columns = Object.fromEntries(
    ROLLUP_COLUMNS.flatMap((column) => {
      const values = namesIn(column).flatMap((name) => valueIn(source, name) ?? []);
      return values.length === 0
        ? []
        : [[column, values.length === 1 ? values[0] : `coalesce(${values.join(", ")})`]];
    }),
  ) as Rollup["columns"];
  const widest = ROLLUP_COLUMNS.filter((column) => columns[column] !== undefined);
  return { ...rest, columns, sums: MEASURES[source], groupingSets: [widest, ...NARROW_SETS[source]] };
}

export const CALLS = rollupOf("calls", {
  table: "rollup_calls",
  raw: "spans",
  counted: SPAN_SQL.isStep,
  histograms: { duration: "duration_ns", ttft: SPAN_SQL.ttftNs },
  firstSet: 0,
});

export const TRACES = rollupOf("traces", {
  table: "rollup_traces",
  raw: "traces",
  counted: "true",
  histograms: { latency: "duration_ns", ttft: "ttft_ns" },
  firstSet: 100,
});

/** A column over a raw row. */
export const columnSql = ({ columns }: Rollup, column: RollupColumn): string =>
  columns[column] ?? `null::${typeOf(column)}`;

/** Sums of `usage`: users' shares. */
export const USAGE_SUMS = Object.keys(USAGE);

const usageSums = (from: "traces" | "spans"): string =>
  Object.entries(USAGE)
    .map(([name, of]) => `${of[from] ?? (of.unit === "count" ? "0" : "0::bigint")} as ${name}`)
    .join(", ");

/** @param within condition on `started_at` and the keys, with the columns of both tables */
export const usageRows = (within: string): string => `
  select started_at, shard_key, coalesce(user_id, '') as user_id, feature, coalesce(environment, '') as environment,
    ${usageSums("traces")}
  from traces
  where ${within}
  union all
  select started_at, shard_key, coalesce(${SPAN_SQL.userId}, ''), coalesce(${SPAN_SQL.feature}, ''), coalesce(${SPAN_SQL.environment}, ''),
    ${usageSums("spans")}
  from spans
  where ${SPAN_SQL.isBilled} and ${within}`;
