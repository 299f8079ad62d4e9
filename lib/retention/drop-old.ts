import type { Sql } from "@/db/client";
import { ROLLUPS } from "@/lib/derive/rollup-sql";

/** Users of older days are known by their hours. */
const USER_DAYS = 3;
/** How many labels a day had is told for as long as what came in is. */
const LABEL_DAYS = 30;
/** A span may begin a day after it came, its set of labels may have been written on the day before, and clocks differ. */
const LABEL_SET_DAYS = 3;
const LOCK_TIMEOUT = "55P03";

export interface Dropped {
  partitions: number;
  rows: number;
  /** Somebody was reading; the next round tries again. */
  postponed: boolean;
}

/**
 * Forgets what nobody keeps any more: whole days beyond the longest retention; before that, the rows of projects with a
 * shorter one. What spans carried goes with their days. Roll-ups by hour and day stay; they hold no content. Scores and
 * dimensions stay too.
 */
export async function dropOld(sql: Sql, now: Date): Promise<Dropped> {
  const projects = await sql<
    { id: number; days: number; shards: number[] }[]
  >`select id, retention_days as days, shard_keys as shards from projects order by id`;
  if (projects.length === 0) return { partitions: 0, rows: 0, postponed: false };
  const longest = Math.max(...projects.map((project) => project.days));
  const dayBefore = (days: number): string =>
    new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  let partitions = 0;
  let postponed = false;
  try {
    const [row] = await sql<
      { dropped: string[] }[]
    >`select drop_partitions_before(${dayBefore(longest + 1)}::date) as dropped`;
    partitions = row?.dropped.length ?? 0;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === LOCK_TIMEOUT)) throw error;
    postponed = true;
  }
  let rows = 0;
  const oldest = await oldestDay(sql);
  for (const { id, days, shards } of projects) {
    const cutoff = dayBefore(days);
    const mine = sql`project_id = ${id} and shard_key = any(${shards}::int[])`;
    for (const [table, time] of [
      ["span_rows", "started_at"],
      ["span_additions", "occurred_at"],
      ["traces", "started_at"],
    ] as const) {
      if (days === longest) continue;
      rows += (
        await sql`delete from ${sql(table)} where ${mine} and ${sql(time)} < ${`${cutoff}T00:00:00Z`}::timestamptz`
      ).count;
    }
    for (const { table, where } of ROLLUPS) {
      rows += (
        await sql`
          delete from ${sql(table)}
          where ${sql.unsafe(where)} ${mine} and tier in (60, 900) and bucket < ${`${cutoff}T00:00:00Z`}::timestamptz`
      ).count;
    }
    if (days !== longest)
      rows += (await sql`delete from body_blocks where ${mine} and day < ${cutoff}::date`).count;
    // Of the longest retention spans go with their day, which may have been postponed.
    const kept = days === longest && oldest !== null && oldest < cutoff ? oldest : cutoff;
    rows += (
      await sql`delete from label_sets where ${mine} and used_on < ${kept}::date - ${LABEL_SET_DAYS}::int`
    ).count;
    rows += (await sql`delete from span_parts where ${mine} and received_on < ${cutoff}::date`).count;
    rows += (await sql`delete from trace_days where ${mine} and last_day < ${cutoff}::date`).count;
    rows += (await sql`delete from user_days where ${mine} and day < ${dayBefore(USER_DAYS)}::date`).count;
    rows += (
      await sql`delete from label_days where project_id = ${id} and day < ${dayBefore(LABEL_DAYS)}::date`
    ).count;
  }
  return { partitions, rows, postponed };
}

/** Of which there may be spans; null: of none. */
async function oldestDay(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ day: string | null }[]>`
    select min(to_date(right(c.relname, 8), 'YYYYMMDD'))::text as day
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'span_rows'::regclass`;
  return row?.day ?? null;
}
