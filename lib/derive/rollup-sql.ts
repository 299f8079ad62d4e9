import { binBytesSql } from "@/lib/stats/histogram-bytes";
import { binSql } from "@/lib/stats/histogram";

import { CALLS, DIMENSIONS, TRACES, USAGE_SUMS, usageRows, type Dimension, type Measures } from "./measures";

/**
 * Statements that make buckets, as text: $1 project, $2 and $3 bounds in time, $4 the buckets; from raw rows $5 the
 * seconds that a bucket is long, which is the tier; for longer ones $5 the tier read and $6 the seconds. Rows are made per shard, so that every shard sums up its own spans.
 */

/** 53 bits, so that it is a JavaScript number: of ten thousand combinations two meet with a chance of one in 10^8. */
const idSql = (cube: number, words: readonly Dimension[]): string =>
  `hashtextextended(jsonb_build_array(${[cube, ...words].join(", ")})::text, 0) & 9007199254740991`;

/** New combinations with the rows of the narrower cubes that they add to; of those that are known nothing is written. */
function storeDimensions({ cubes, firstCube }: Measures): string {
  const narrow = cubes.slice(1);
  const columns = (words: readonly Dimension[]): string =>
    DIMENSIONS.map((name) => (words.includes(name) ? `w.${name}` : `null::${TYPE[name] ?? "text"}`)).join(
      ", ",
    );
  return `
    fresh as (
      insert into dimensions (id, project_id, shard_key, cube, ${DIMENSIONS.join(", ")}, cube_ids)
      select distinct on (dimension_id, shard_key) dimension_id, $1::int, shard_key, ${firstCube}, ${DIMENSIONS.join(", ")},
        array[${narrow.map((words, index) => idSql(firstCube + index + 1, words)).join(", ")}]
      from keyed
      order by dimension_id, shard_key
      on conflict do nothing
      returning *
    ),
    stored as (
      insert into dimensions (id, project_id, shard_key, cube, ${DIMENSIONS.join(", ")})
      select distinct on (n.cube, n.id, w.shard_key) n.id, $1::int, w.shard_key, n.cube, ${DIMENSIONS.map((name) => `n.${name}`).join(", ")}
      from fresh w
      cross join lateral (values ${narrow
        .map((words, index) => `(${firstCube + index + 1}, w.cube_ids[${index + 1}], ${columns(words)})`)
        .join(", ")}) as n (cube, id, ${DIMENSIONS.join(", ")})
      order by n.cube, n.id, w.shard_key
      on conflict do nothing
    )`;
}

const TYPE: Partial<Record<Dimension, string>> = { fingerprint: "bigint" };

const KEY = "bucket, dimension_id, shard_key";

/** Start of the bucket that a raw row lies in. */
const SHORT =
  "date_bin(make_interval(secs => $5::float8), started_at, '2000-01-01 00:00:00+00'::timestamptz)";

const IN_SHORT = `project_id = $1 and started_at >= $2 and started_at < $3
        and ${SHORT} = any($4::timestamptz[])`;

/** A histogram of `keyed`, each bin once and in order: the same values are the same bytes. */
const histogram = (name: string): string => `
    ${name}_bytes as (
      select ${KEY}, string_agg(${binBytesSql("bin", "n")}, ''::bytea order by bin) as ${name}
      from (
        select ${KEY}, ${name}_bin as bin, sum(n)::bigint as n
        from keyed
        where ${name}_bin is not null
        group by ${KEY}, ${name}_bin
      ) b
      group by ${KEY}
    )`;

/**
 * Minutes, and tens of seconds, from raw rows, in one pass: grouped by words and both bins, which is far fewer rows; sums and histograms are made of
 * those. Only the widest cube.
 */
function short(measures: Measures): string {
  const { table, raw, counted, dimensions, sums, histograms, firstCube } = measures;
  const columns = Object.keys(sums);
  const bins = Object.keys(histograms);
  const words = DIMENSIONS.map((name) => `${dimensions[name] ?? `null::${TYPE[name] ?? "text"}`} as ${name}`);
  return `
    with grouped as (
      select ${SHORT} as bucket, shard_key, ${words.join(", ")},
        ${bins.map((name) => `${binSql(histograms[name] as string)} as ${name}_bin`).join(", ")},
        count(*) as n, ${columns.map((name) => `${sums[name]} as ${name}`).join(", ")}
      from ${raw}
      where ${counted} and ${IN_SHORT}
      group by ${Array.from({ length: 2 + DIMENSIONS.length + bins.length }, (_, index) => index + 1).join(", ")}
    ),
    keyed as materialized (
      select *, ${idSql(firstCube, measures.cubes[0] as readonly Dimension[])} as dimension_id from grouped
    ),
    ${storeDimensions(measures)},
    ${bins.map(histogram).join(",")},
    summed as (
      select ${KEY}, ${columns.map((name) => `sum(${name}) as ${name}`).join(", ")}
      from keyed
      group by ${KEY}
    )
    insert into ${table} (project_id, tier, cube, ${KEY}, ${columns.join(", ")}, ${bins.join(", ")})
    select $1::int, $5::smallint, ${firstCube}, ${KEY}, ${columns.map((name) => `nullif(s.${name}, 0)`).join(", ")}, ${bins.join(", ")}
    from summed s
    ${bins.map((name) => `left join ${name}_bytes using (${KEY})`).join("\n    ")}
    order by bucket, dimension_id, shard_key`;
}

/** Start of the longer bucket: lengths divide a day, and days are UTC's. */
const LONGER = "date_bin(make_interval(secs => $6::float8), bucket, '2000-01-01 00:00:00+00'::timestamptz)";

const IN_LONGER = `project_id = $1 and tier = $5 and bucket >= $2 and bucket < $3
        and ${LONGER} = any($4::timestamptz[])`;

/** Numbers of the cubes of a table: they stand before the bucket in its key. */
const cubesOf = ({ cubes, firstCube }: Measures): string =>
  `{${cubes.map((_, index) => firstCube + index).join(",")}}`;

/**
 * What longer buckets consist of: sums added up, histograms joined. Quarters are made from minutes, whose rows add to every cube;
 * all others from the same cube.
 */
function merged(measures: Measures, fromMinutes: boolean): string {
  const { table, sums, histograms, firstCube } = measures;
  const columns = Object.keys(sums);
  const bins = Object.keys(histograms);
  const added = [
    ...columns.map((name) => `nullif(sum(r.${name}), 0)::text as ${name}`),
    ...bins.map((name) => `string_agg(r.${name}, ''::bytea) as ${name}`),
  ];
  const from = `(select *, ${LONGER} as longer from ${table} where ${IN_LONGER} and cube = any('${fromMinutes ? `{${firstCube}}` : cubesOf(measures)}')) r`;
  return fromMinutes
    ? `
    select longer as bucket, (${firstCube} + into_cube.place - 1)::int as cube, into_cube.id as dimension_id, r.shard_key, ${added.join(", ")}
    from ${from}
    join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key
    cross join lateral unnest(d.id || d.cube_ids) with ordinality as into_cube (id, place)
    group by 1, 2, 3, 4`
    : `
    select longer as bucket, r.cube::int as cube, r.dimension_id, r.shard_key, ${added.join(", ")}
    from ${from}
    group by 1, 2, 3, 4`;
}

/** $1 project, $2 tier, $3 rows as JSON: histograms as hexadecimal bytes. */
function insertRows({ table, sums, histograms }: Measures): string {
  const columns = Object.keys(sums);
  const bins = Object.keys(histograms);
  const typed = columns.map((name) => `${name} ${name.endsWith("_ns") ? "numeric" : "bigint"}`);
  return `
    insert into ${table} (project_id, tier, cube, ${KEY}, ${columns.join(", ")}, ${bins.join(", ")})
    select $1::int, $2::smallint, cube, ${KEY}, ${columns.join(", ")}, ${bins.join(", ")}
    from json_to_recordset($3::json) as rows (bucket timestamptz, cube smallint, dimension_id bigint, shard_key int, ${typed.join(", ")},
      ${bins.map((name) => `${name} bytea`).join(", ")})
    order by cube, bucket, dimension_id, shard_key`;
}

const insertUsage = (tier: string, from: string): string => `
    insert into usage (project_id, tier, cube, bucket, user_id, feature, environment, shard_key, ${USAGE_SUMS.join(", ")})
    select $1::int, ${tier}, cube, bucket, user_id, feature, environment, shard_key, ${USAGE_SUMS.map((name) => `nullif(sum(${name}), 0)`).join(", ")}
    from (${from}) u
    group by cube, bucket, user_id, feature, environment, shard_key
    order by cube, bucket, user_id, feature, environment, shard_key`;

/** Shares of users by feature and environment, or of all features together: a third of the rows. */
export const USAGE_CUBES = { byFeature: 0, byUser: 1 } as const;

const MEASURES = [CALLS, TRACES];

/** Roll-ups, and what has to be said about their cubes so that a bucket is found by the key. */
export const ROLLUPS = [
  ...MEASURES.map((measures) => ({ table: measures.table, where: `cube = any('${cubesOf(measures)}') and` })),
  { table: "usage", where: `cube = any('{${Object.values(USAGE_CUBES).join(",")}}') and` },
] as const;

/** Buckets that are made from raw rows, of all tables. */
export const SHORT_BUCKETS = [
  ...MEASURES.map(short),
  insertUsage(
    "$5::smallint",
    `select ${USAGE_CUBES.byFeature} as cube, ${SHORT} as bucket, u.* from (${usageRows(IN_SHORT)}) u`,
  ),
];

/** Longer buckets of the tables with histograms: read, make each histogram's bytes anew, insert. */
export const LONGER_BUCKETS = MEASURES.map((measures) => ({
  histograms: Object.keys(measures.histograms),
  fromMinutes: merged(measures, true),
  fromSame: merged(measures, false),
  insert: insertRows(measures),
}));

const usageOf = (
  cube: number,
): string => `${LONGER} as bucket, user_id, environment, shard_key, ${USAGE_SUMS.join(", ")}
    from usage
    where ${IN_LONGER} and cube = ${cube}`;

/** $7: the tier written. */
export const LONGER_USAGE = {
  fromMinutes: insertUsage(
    "$7::smallint",
    `select ${USAGE_CUBES.byFeature} as cube, feature, ${usageOf(USAGE_CUBES.byFeature)}
    union all
    select ${USAGE_CUBES.byUser}, '', ${usageOf(USAGE_CUBES.byFeature)}`,
  ),
  fromSame: insertUsage(
    "$7::smallint",
    `select cube, feature, ${usageOf(USAGE_CUBES.byFeature)}
    union all
    select cube, feature, ${usageOf(USAGE_CUBES.byUser)}`,
  ),
};
