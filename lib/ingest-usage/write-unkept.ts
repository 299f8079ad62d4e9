import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";

import type { UnkeptRow } from "./usage-counters";

/** Names of a project and day; two server processes that write at the same time may add a few. */
export const MAX_NAMES_PER_DAY = 100;
const OTHER_NAME = "other";

/** Adds to the account of log records that became nothing; names beyond a day's most are counted as one. */
export async function writeUnkept(tx: Tx, projectId: number, rows: readonly UnkeptRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with sent as (
      select *
      from unnest(
        ${textArray(rows.map((row) => row.day))}::date[], ${textArray(rows.map((row) => row.name))}::text[],
        ${textArray(rows.map((row) => row.reason))}::text[], ${plainArray(rows.map((row) => row.records))}::bigint[],
        ${textArray(rows.map((row) => new Date(row.lastMs).toISOString()))}::timestamptz[]
      ) t (day, name, reason, records, last_at)
    ), known as (
      select distinct day, name from ingest_unkept where project_id = ${projectId} and day in (select day from sent)
    ), fresh as (
      select day, name, row_number() over (partition by day order by name) + (
        select count(*) from known k where k.day = s.day
      ) as n
      from (select distinct day, name from sent) s
      where not exists (select from known k where k.day = s.day and k.name = s.name)
    ), placed as (
      select s.day, coalesce(case when f.n > ${MAX_NAMES_PER_DAY} then ${OTHER_NAME}::text end, s.name) as name,
        s.reason, s.records, s.last_at
      from sent s
      left join fresh f on f.day = s.day and f.name = s.name
    )
    insert into ingest_unkept as u (project_id, day, name, reason, records, last_at)
    select ${projectId}::int, day, name, reason, sum(records), max(last_at)
    from placed
    group by day, name, reason
    order by day, name, reason
    on conflict (project_id, day, name, reason)
    do update set records = u.records + excluded.records, last_at = greatest(u.last_at, excluded.last_at)`;
}
