import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { CALLS, TRACES } from "@/lib/derive/rollups";
import { figuresOf, valueIn } from "@/lib/model/figure-dimensions";
import { DIMENSION_NAMES, dimensionOf, type DimensionName } from "@/lib/model/filter-params";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { shardList } from "@/lib/traces/filter-sql";
import type { Fragment } from "@/lib/traces/trace-condition";
import { formatFingerprint } from "@/lib/traces/fingerprint";
import { storedValues } from "@/lib/traces/trace-condition";

import type { Box } from "./box";
import { MEASURE, type Measure } from "./measure";
import type { ValueCount } from "./rank-differences";
import type { Window } from "@/lib/stats/sample-windows";
import { LATENCY_DIMENSIONS, type LatencyScope } from "./scope";

/** What to look at: a box, the period around it, and in which windows of time rows of either side are read. */
export interface Observations {
  measure: Measure;
  scope: LatencyScope;
  box: Box;
  inside: readonly Window[];
  outside: readonly Window[];
  /** The most rows read for a side, should the windows hold more than was thought. */
  mostRows: number;
}

/** The table of a source, and which of its rows are observations at all. */
const ROWS = {
  traces: { table: "traces", counted: "true", histograms: TRACES.histograms },
  calls: { table: "spans", counted: `${SPAN_SQL.kind} = 'llm'`, histograms: CALLS.histograms },
} as const;

/** What is compared of a source's rows: what has few values, what has many, and columns with several values. */
const compared = (source: "traces" | "calls") => {
  const names = DIMENSION_NAMES.filter((name) => valueIn(source, name) !== undefined);
  return {
    few: names.filter((name) => figuresOf(name).compared === "few"),
    many: names.filter((name) => figuresOf(name).compared === "many"),
    several:
      source === "calls" ? [] : DIMENSION_NAMES.filter((name) => figuresOf(name).several !== undefined),
  };
};

const COMPARED = { traces: compared("traces"), calls: compared("calls") };

const textOf = (source: "traces" | "calls", name: DimensionName): string =>
  `(${valueIn(source, name)})::text`;

interface CountRow {
  attribute: DimensionName;
  value: string | null;
  inside: number;
  outside: number;
}

/** How often each attribute has each value on either side, and how many rows of each were looked at. */
export async function countValues(
  tx: TransactionSql,
  ctx: Context,
  wanted: Observations,
): Promise<{ counts: ValueCount[]; inside: number; outside: number }> {
  const { source, histogram } = MEASURE[wanted.measure];
  const { table, counted, histograms } = ROWS[source];
  const { few, many, several } = COMPARED[source];
  const ns = tx.unsafe((histograms as Record<string, string>)[histogram] ?? "null::bigint");
  const { box } = wanted;
  const inBox = tx`${ns} > ${Math.floor(box.overMs * 1e6)}::bigint and ${ns} <= ${Math.floor(box.upToMs * 1e6)}::bigint`;
  const timeInBox = tx`started_at >= ${box.from}::timestamptz and started_at < ${box.to}::timestamptz`;
  const joined = (sql: readonly Fragment[]): Fragment => sql.reduce((all, one) => tx`${all}, ${one}`);
  const columns = joined([
    ...[...few, ...many].map((name) => tx`${tx.unsafe(textOf(source, name))} as ${tx(name)}`),
    ...several.map((name) => tx`${tx(figuresOf(name).several as string)} as ${tx(name)}`),
  ]);
  const side = (inside: boolean, windows: readonly Window[], which: Fragment): Fragment => tx`
    select ${inside}::boolean as inside, sampled.*
    from unnest(${stamps(windows.map(({ from }) => from))}::timestamptz[], ${stamps(windows.map(({ to }) => to))}::timestamptz[]) as time_window (lo, hi)
    cross join lateral (
      select ${columns}
      from ${tx(table)}
      where project_id = ${ctx.project.id}
        and shard_key = any(${shardList(ctx)}::int[])
        and started_at >= time_window.lo and started_at < time_window.hi
        and started_at >= ${wanted.scope.from}::timestamptz and started_at < ${wanted.scope.to}::timestamptz
        and ${tx.unsafe(counted)}
        and ${conditions(tx, source, wanted.scope)}
        and ${which}
      limit ${Math.ceil((wanted.mostRows * 2) / windows.length)}
    ) sampled`;
  const apart = [
    ...many.map(
      (name) => tx`
      union all
      select ${name}, ${tx(name)}, count(*) filter (where inside)::int, count(*) filter (where not inside)::int
      from sampled
      group by ${tx(name)}
      having count(*) >= 5`,
    ),
    ...several.map(
      (name) => tx`
      union all
      select ${name}, value, count(*) filter (where inside)::int, count(*) filter (where not inside)::int
      from sampled, unnest(${tx(name)}) value
      group by value`,
    ),
  ];
  const rows = await tx<CountRow[]>`
    with sampled as materialized (
      ${side(true, wanted.inside, tx`${timeInBox} and ${inBox}`)}
      union all
      ${side(false, wanted.outside, tx`${ns} is not null and not (${timeInBox} and ${inBox})`)}
    ),
    -- Most rows are alike in what has few values: their combinations are far fewer than the rows.
    alike as materialized (
      select ${tx(few)}, count(*) filter (where inside) as inside, count(*) filter (where not inside) as outside
      from sampled
      group by ${tx(few)}
    )
    select attribute, value, sum(inside)::int as inside, sum(outside)::int as outside
    from alike
    cross join lateral (values ${joined(few.map((name) => tx`(${name}, ${tx(name)})`))}) as of (attribute, value)
    group by attribute, value
    ${apart.reduce<Fragment>((all, one) => tx`${all} ${one}`, tx``)}`;
  // Every row has a status: their counts are how many rows there are.
  const looked = rows.filter(({ attribute }) => attribute === "status");
  // Of what the page is told apart by it may say something that it is not set; of what only some have, it does not.
  const told = rows.filter(
    ({ attribute, value }) => value !== null || !few.includes(attribute) || isWord(attribute),
  );
  return {
    counts: told.map((row) => ({
      ...row,
      value: row.value !== null && isFingerprint(row.attribute) ? formatFingerprint(row.value) : row.value,
    })),
    inside: looked.reduce((sum, row) => sum + row.inside, 0),
    outside: looked.reduce((sum, row) => sum + row.outside, 0),
  };
}

const stamps = (moments: readonly number[]): string =>
  plainArray(moments.map((ms) => `"${new Date(ms).toISOString()}"`));

const isWord = (name: DimensionName): boolean =>
  (LATENCY_DIMENSIONS as readonly DimensionName[]).includes(name);

const isFingerprint = (name: DimensionName): boolean => dimensionOf(name).filter?.stored === "fingerprint";

/** The page's filters, in the words of its figures: an interaction's model is the one that answered. */
function conditions(tx: TransactionSql, source: "traces" | "calls", { filters }: LatencyScope): Fragment {
  return LATENCY_DIMENSIONS.flatMap((name) => {
    const values = filters[name] ?? [];
    if (values.length === 0) return [];
    const stored = storedValues(dimensionOf(name).filter?.stored, values);
    return [tx`${tx.unsafe(textOf(source, name))} = any(${textArray(stored)}::text[])`];
  }).reduce<Fragment>((all, one) => tx`${all} and ${one}`, tx`true`);
}
