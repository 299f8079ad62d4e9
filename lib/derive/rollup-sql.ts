import { binBytesSql } from "@/lib/stats/histogram-bytes";
import { binSql } from "@/lib/stats/histogram";
import { namesIn, ROLLUP_COLUMNS, typeOf, type RollupColumn } from "@/lib/model/figure-dimensions";
import { dimensionOf } from "@/lib/model/filter-params";

import { CALLS, columnSql, TRACES, USAGE_SUMS, usageRows, type Rollup } from "./rollups";

/**
 * Statements that make buckets, as text: $1 project, $2 and $3 bounds in time, $4 the buckets; from raw rows $5 the
 * seconds that a bucket is long, which is the tier, and $6 how many new values there is room for ("beyond", below); for longer ones
 * $5 the tier read and $6 the seconds. Rows are made per shard, so that every shard sums up its own spans.
 */

/** 53 bits, so that it is a JavaScript number: of ten thousand combinations two meet with a chance of one in 10^8. */
const idSql = (set: number, columns: readonly RollupColumn[]): string =>
  `hashtextextended(jsonb_build_array(${[set, ...columns].join(", ")})::text, 0) & 9007199254740991`;

const COLUMNS = ROLLUP_COLUMNS.join(", ");

/** New combinations with the rows of the narrower sets that they add to; of those that are known nothing is written. */
function storeDimensions({ groupingSets, firstSet }: Rollup): string {
  const narrow = groupingSets.slice(1);
  const valuesOf = (set: readonly RollupColumn[]): string =>
    ROLLUP_COLUMNS.map((name) => (set.includes(name) ? `w.${name}` : `null::${typeOf(name)}`)).join(", ");
  return `
    fresh as (
      insert into dimensions (id, project_id, shard_key, cube, ${COLUMNS}, cube_ids)
      select distinct on (dimension_id, shard_key) dimension_id, $1::int, shard_key, ${firstSet}, ${COLUMNS},
        array[${narrow.map((set, index) => idSql(firstSet + index + 1, set)).join(", ")}]
      from keyed
      order by dimension_id, shard_key
      on conflict do nothing
      returning *
    ),
    stored as (
      insert into dimensions (id, project_id, shard_key, cube, ${COLUMNS})
      select distinct on (n.cube, n.id, w.shard_key) n.id, $1::int, w.shard_key, n.cube, ${ROLLUP_COLUMNS.map((name) => `n.${name}`).join(", ")}
      from fresh w
      cross join lateral (values ${narrow
        .map((set, index) => `(${firstSet + index + 1}, w.cube_ids[${index + 1}], ${valuesOf(set)})`)
        .join(", ")}) as n (cube, id, ${COLUMNS})
      order by n.cube, n.id, w.shard_key
      on conflict do nothing
    )`;
}

const KEY = "bucket, dimension_id, shard_key";

/** Instead of a label beyond what is told apart within a day; see `label_days`. */
export const OTHER = "(other)";
/** No prompt version has it. */
const OTHER_NUMBER = -2;

/** Labels that senders make up: of the others there are as many as we have words for. */
const isMadeUp = (column: RollupColumn): boolean =>
  namesIn(column).every((name) => dimensionOf(name).values === undefined);

const labelWithin = (column: RollupColumn): string => {
  if (!isMadeUp(column)) return column;
  const other = typeOf(column) === "bigint" ? OTHER_NUMBER : `'${OTHER}'`;
  return `case when beyond and ${column} is not null then ${other} else ${column} end as ${column}`;
};

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

const isExtra = ({ sums }: Rollup, name: string): boolean => sums[name]?.stored === "extra";

/** Columns of a roll-up's sums, and what is written into them of rows with the sums under their names. */
function sumColumns(rollup: Rollup, from: string): { names: string[]; values: string[] } {
  const all = Object.keys(rollup.sums);
  const names = all.filter((name) => !isExtra(rollup, name));
  const values = names.map((name) => `nullif(${from}${name}, 0)`);
  const extra = all.filter((name) => isExtra(rollup, name));
  if (extra.length === 0) return { names, values };
  const pairs = extra.map((name) => `'${name}', nullif(${from}${name}, 0)`).join(", ");
  const any = `greatest(${extra.map((name) => `${from}${name}`).join(", ")}) > 0`;
  return {
    names: [...names, "extra"],
    values: [...values, `case when ${any} then jsonb_strip_nulls(jsonb_build_object(${pairs})) end`],
  };
}

/** A sum of a stored row. */
export const storedSumSql = (rollup: Rollup, name: string): string =>
  isExtra(rollup, name) ? `(r.extra ->> '${name}')::numeric` : `r.${name}`;

/**
 * Minutes, and ten-second buckets, from raw rows, in one pass: grouped by columns and both bins, which is far fewer rows; sums and
 * histograms are made of those. Only the widest grouping set. Combinations that are new and beyond the room that the day has left
 * count under one label, the rarest first. Answers how many were new, and whether any was beyond.
 */
function short(rollup: Rollup): string {
  const { table, raw, counted, sums, histograms, firstSet } = rollup;
  const bins = Object.keys(histograms);
  const { names, values } = sumColumns(rollup, "s.");
  const id = idSql(firstSet, rollup.groupingSets[0] as readonly RollupColumn[]);
  return `
    with grouped as (
      select ${SHORT} as bucket, shard_key, ${ROLLUP_COLUMNS.map((name) => `${columnSql(rollup, name)} as ${name}`).join(", ")},
        ${bins.map((name) => `${binSql(histograms[name] as string)} as ${name}_bin`).join(", ")},
        count(*) as n, ${Object.entries(sums)
          .map(([name, { sql }]) => `${sql} as ${name}`)
          .join(", ")}
      from ${raw}
      where ${counted} and ${IN_SHORT}
      group by ${Array.from({ length: 2 + ROLLUP_COLUMNS.length + bins.length }, (_, index) => index + 1).join(", ")}
    ),
    candidates as materialized (
      select *, ${id} as own_id from grouped
    ),
    unknown as (
      select own_id, shard_key, row_number() over (order by sum(n) desc, own_id, shard_key) > $6::bigint as beyond
      from candidates c
      group by own_id, shard_key
      having not exists (
        select from dimensions d
        where d.project_id = $1 and d.cube = ${firstSet} and d.id = c.own_id and d.shard_key = c.shard_key
      )
    ),
    labelled as (
      select bucket, shard_key, beyond, own_id, ${ROLLUP_COLUMNS.map(labelWithin).join(", ")},
        ${bins.map((name) => `${name}_bin`).join(", ")}, n, ${Object.keys(sums).join(", ")}
      from (
        select c.*, coalesce(u.beyond, false) as beyond
        from candidates c
        left join unknown u using (own_id, shard_key)
      ) c
    ),
    keyed as materialized (
      select *, case when beyond then ${id} else own_id end as dimension_id from labelled
    ),
    ${storeDimensions(rollup)},
    ${bins.map(histogram).join(",")},
    summed as (
      select ${KEY}, ${Object.keys(sums)
        .map((name) => `sum(${name}) as ${name}`)
        .join(", ")}
      from keyed
      group by ${KEY}
    ),
    made as (
      insert into ${table} (project_id, tier, cube, ${KEY}, ${names.join(", ")}, ${bins.join(", ")})
      select $1::int, $5::smallint, ${firstSet}, ${KEY}, ${values.join(", ")}, ${bins.join(", ")}
      from summed s
      ${bins.map((name) => `left join ${name}_bytes using (${KEY})`).join("\n      ")}
      order by bucket, dimension_id, shard_key
    )
    select (select count(*)::int from unknown where not beyond) as fresh, exists (select from unknown where beyond) as beyond`;
}

/** Start of the longer bucket: lengths divide a day, and days are UTC's. */
const LONGER = "date_bin(make_interval(secs => $6::float8), bucket, '2000-01-01 00:00:00+00'::timestamptz)";

const IN_LONGER = `project_id = $1 and tier = $5 and bucket >= $2 and bucket < $3
        and ${LONGER} = any($4::timestamptz[])`;

/** Numbers of the grouping sets of a table: they stand before the bucket in its key. */
const setsOf = ({ groupingSets, firstSet }: Rollup): string =>
  `{${groupingSets.map((_, index) => firstSet + index).join(",")}}`;

/**
 * What longer buckets consist of: sums added up, histograms joined. Quarters are made from minutes, whose rows add to every
 * grouping set; all others from the same one.
 */
function merged(rollup: Rollup, fromMinutes: boolean): string {
  const { table, sums, histograms, firstSet } = rollup;
  const added = [
    ...Object.keys(sums).map((name) => `nullif(sum(${storedSumSql(rollup, name)}), 0)::text as ${name}`),
    ...Object.keys(histograms).map((name) => `string_agg(r.${name}, ''::bytea) as ${name}`),
  ];
  const from = `(select *, ${LONGER} as longer from ${table} where ${IN_LONGER} and cube = any('${fromMinutes ? `{${firstSet}}` : setsOf(rollup)}')) r`;
  return fromMinutes
    ? `
    select longer as bucket, (${firstSet} + into_set.place - 1)::int as cube, into_set.id as dimension_id, r.shard_key, ${added.join(", ")}
    from ${from}
    join dimensions d on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key
    cross join lateral unnest(d.id || d.cube_ids) with ordinality as into_set (id, place)
    group by 1, 2, 3, 4`
    : `
    select longer as bucket, r.cube::int as cube, r.dimension_id, r.shard_key, ${added.join(", ")}
    from ${from}
    group by 1, 2, 3, 4`;
}

/** $1 project, $2 tier, $3 rows as JSON: histograms as hexadecimal bytes. */
function insertRows(rollup: Rollup): string {
  const { table, sums, histograms } = rollup;
  const bins = Object.keys(histograms);
  const typed = Object.entries(sums).map(
    ([name, { unit }]) => `${name} ${unit === "ns" ? "numeric" : "bigint"}`,
  );
  const { names, values } = sumColumns(rollup, "rows.");
  return `
    insert into ${table} (project_id, tier, cube, ${KEY}, ${names.join(", ")}, ${bins.join(", ")})
    select $1::int, $2::smallint, cube, ${KEY}, ${values.join(", ")}, ${bins.join(", ")}
    from json_to_recordset($3::json) as rows (bucket timestamptz, cube smallint, dimension_id bigint, shard_key int, ${typed.join(", ")},
      ${bins.map((name) => `${name} bytea`).join(", ")})
    order by cube, bucket, dimension_id, shard_key`;
}

/** Shares of users by feature and environment, or of all features together: a third of the rows. */
export const USAGE_CUBES = { byFeature: 0, byUser: 1 } as const;

const USAGE_COLUMNS = `bucket, user_id, feature, environment, shard_key, ${USAGE_SUMS.join(", ")}`;

/**
 * Users' shares of short buckets; $7 is the day (UTC) of all of them. A user who is told apart at any time of a day is so all
 * day, or a figure of theirs would be too low; days that `user_days` has forgotten are known by their hours.
 */
const SHORT_USAGE = `
    with shares as materialized (
      select ${SHORT} as bucket, u.user_id, u.feature, u.environment, u.shard_key,
        ${USAGE_SUMS.map((name) => `sum(u.${name}) as ${name}`).join(", ")}
      from (${usageRows(IN_SHORT)}) u
      group by 1, 2, 3, 4, 5
    ),
    unknown as materialized (
      select user_id, shard_key, row_number() over (order by sum(cost_nano_usd) desc, user_id, shard_key) > $6::bigint as beyond
      from shares s
      where user_id <> ''
      group by user_id, shard_key
      having not exists (
          select from user_days d
          where d.project_id = $1 and d.day = $7::date and d.user_id = s.user_id and d.shard_key = s.shard_key
        )
        and not exists (
          select from usage h
          where h.project_id = $1 and h.tier = 3600 and h.cube = ${USAGE_CUBES.byUser} and h.user_id = s.user_id
            and h.bucket >= $7::date::timestamp at time zone 'UTC'
            and h.bucket < ($7::date + 1)::timestamp at time zone 'UTC' and h.shard_key = s.shard_key
        )
    ),
    met as (
      insert into user_days (project_id, day, user_id, shard_key)
      select $1::int, $7::date, user_id, shard_key from unknown where not beyond order by user_id, shard_key
      on conflict do nothing
    ),
    made as (
      insert into usage (project_id, tier, cube, ${USAGE_COLUMNS})
      select $1::int, $5::smallint, ${USAGE_CUBES.byFeature}, bucket, case when u.beyond then '${OTHER}' else user_id end, feature, environment,
        shard_key, ${USAGE_SUMS.map((name) => `nullif(sum(${name}), 0)`).join(", ")}
      from shares s
      left join unknown u using (user_id, shard_key)
      group by 4, 5, 6, 7, 8
      order by 4, 5, 6, 7, 8
    )
    select (select count(*)::int from unknown where not beyond) as fresh, exists (select from unknown where beyond) as beyond`;

const insertUsage = (tier: string, from: string): string => `
    insert into usage (project_id, tier, cube, bucket, user_id, feature, environment, shard_key, ${USAGE_SUMS.join(", ")})
    select $1::int, ${tier}, cube, bucket, user_id, feature, environment, shard_key, ${USAGE_SUMS.map((name) => `nullif(sum(${name}), 0)`).join(", ")}
    from (${from}) u
    group by cube, bucket, user_id, feature, environment, shard_key
    order by cube, bucket, user_id, feature, environment, shard_key`;

const TABLES = [CALLS, TRACES];

/** Roll-ups, and what has to be said about their grouping sets so that a bucket is found by the key. */
export const ROLLUPS = [
  ...TABLES.map((rollup) => ({ table: rollup.table, where: `cube = any('${setsOf(rollup)}') and` })),
  { table: "usage", where: `cube = any('{${Object.values(USAGE_CUBES).join(",")}}') and` },
] as const;

/** Buckets that are made from raw rows, by what they are made of. */
export const SHORT_BUCKETS = { calls: short(CALLS), traces: short(TRACES), users: SHORT_USAGE } as const;
export type LabelSource = keyof typeof SHORT_BUCKETS;

/** Longer buckets of the tables with histograms: read, make each histogram's bytes anew, insert. */
export const LONGER_BUCKETS = TABLES.map((rollup) => ({
  histograms: Object.keys(rollup.histograms),
  fromMinutes: merged(rollup, true),
  fromSame: merged(rollup, false),
  insert: insertRows(rollup),
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
