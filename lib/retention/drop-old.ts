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
 * shorter one. What spans carried goes with their days, and so do scores of traces of which no day is kept, pieces that came
 * then, experiments with calls of then, and what was decided then. Roll-ups by hour and day stay; they hold no content. Dimensions stay too.
 */
export async function dropOld(sql: Sql, now: Date): Promise<Dropped> {
  const projects = await sql<
    { id: number; days: number; shards: number[] }[]
  >`select id, retention_days as days, shard_keys as shards from projects order by id`;
  if (projects.length === 0) return { partitions: 0, rows: 0, postponed: false };
  const longest = Math.max(...projects.map((project) => project.days));
  const dayBefore = (days: number): string =>
    new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const { partitions, postponed } = await dropPartitions(sql, dayBefore(longest + 1));
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
    rows += await inPieces(
      (limit) => sql`
        delete from span_parts
        where ${mine} and (object_id, part_id) in (
          select object_id, part_id from span_parts where ${mine} and received_on < ${cutoff}::date limit ${limit}
        )`,
    );
    rows += await dropScores(sql, { id, shards, cutoff });
    rows += await dropNotes(sql, { id, shards, cutoff });
    rows += await dropDecisions(sql, { id, shards, cutoff });
    rows += await dropSealRecords(sql, { id, shards, kept });
    rows += (
      await sql`delete from experiments where project_id = ${id} and called_at < ${`${cutoff}T00:00:00Z`}::timestamptz`
    ).count;
    rows += (await sql`delete from body_epochs where project_id = ${id} and day < ${cutoff}::date`).count;
    rows += (await sql`delete from trace_days where ${mine} and last_day < ${cutoff}::date`).count;
    rows += (await sql`delete from user_days where ${mine} and day < ${dayBefore(USER_DAYS)}::date`).count;
    rows += (
      await sql`delete from label_days where project_id = ${id} and day < ${dayBefore(LABEL_DAYS)}::date`
    ).count;
  }
  return { partitions, rows, postponed };
}

/** Of one table; who reads long keeps it for so long. */
const MOST_TRIES = 20;
const BETWEEN_TRIES_MS = 250;

/** One after the other: a lock is asked for so briefly that whoever writes is not held up, and again when it was not free. */
async function dropPartitions(sql: Sql, before: string): Promise<Pick<Dropped, "partitions" | "postponed">> {
  let partitions = 0;
  for (let tries = 0; tries < MOST_TRIES;) {
    try {
      const [row] = await sql<
        { dropped: string[] }[]
      >`select drop_partitions_before(${before}::date) as dropped`;
      if (row === undefined || row.dropped.length === 0) return { partitions, postponed: false };
      partitions += row.dropped.length;
      tries = 0;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === LOCK_TIMEOUT)) throw error;
      tries++;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  }
  return { partitions, postponed: true };
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

/** Of one statement: whoever writes to the table does not wait for long. */
const ROWS_AT_ONCE = 10_000;

/** Deletes until there is nothing left, each piece in a transaction of its own. @returns rows */
async function inPieces(piece: (limit: number) => PromiseLike<{ count: number }>): Promise<number> {
  let rows = 0;
  for (;;) {
    const { count } = await piece(ROWS_AT_ONCE);
    rows += count;
    if (count < ROWS_AT_ONCE) return rows;
  }
}

/**
 * Judgements of traces of which no day is kept any more, however late they came; and of sessions and of traces that never came,
 * by when they were given. To be called before the days of traces are forgotten, which tell.
 */
async function dropScores(
  sql: Sql,
  { id, shards, cutoff }: { id: number; shards: number[]; cutoff: string },
): Promise<number> {
  const ofTraces = await inPieces(
    (limit) => sql`
      delete from scores
      where project_id = ${id} and shard_key = any(${shards}::int[]) and id in (
        select s.id
        from trace_days d
        join scores s on s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
        where d.project_id = ${id} and d.shard_key = any(${shards}::int[]) and d.last_day < ${cutoff}::date
        limit ${limit}
      )`,
  );
  const others = await inPieces(
    (limit) => sql`
      delete from scores
      where project_id = ${id} and shard_key = any(${shards}::int[]) and id in (
        select s.id
        from scores s
        where s.project_id = ${id} and s.shard_key = any(${shards}::int[]) and s.created_at < ${`${cutoff}T00:00:00Z`}::timestamptz
          and not exists (
            select from trace_days d
            where d.project_id = s.project_id and d.shard_key = s.shard_key and d.trace_id = s.trace_id and d.last_day >= ${cutoff}::date
          )
        limit ${limit}
      )`,
  );
  return ofTraces + others;
}

/** What shows that fields of a trace are what was sealed, once no day of it is kept; its leaf stays. */
const dropSealRecords = (
  sql: Sql,
  { id, shards, kept }: { id: number; shards: number[]; kept: string },
): Promise<number> =>
  inPieces(
    (limit) => sql`
      delete from seal_records
      where project_id = ${id} and shard_key = any(${shards}::int[]) and log = 'traces' and leaf in (
        select r.leaf
        from seal_records r
        join seal_leaves l on l.project_id = r.project_id and l.log = r.log and l.leaf = r.leaf
        where r.project_id = ${id} and r.shard_key = any(${shards}::int[]) and r.log = 'traces'
          and r.subject_at < ${`${kept}T00:00:00Z`}::timestamptz
          and not exists (
            select from trace_days d
            where d.project_id = r.project_id and d.shard_key = r.shard_key and d.trace_id = l.subject::uuid
              and d.last_day >= ${kept}::date
          )
        limit ${limit}
      )`,
  );

/**
 * What people noted of traces of which no day is kept any more: comments, unless an incident keeps a copy of the trace, and
 * bookmarks.
 */
async function dropNotes(
  sql: Sql,
  { id, shards, cutoff }: { id: number; shards: number[]; cutoff: string },
): Promise<number> {
  const isOver = (note: string) => sql`
    ${sql(note)}.project_id = ${id} and ${sql(note)}.started_at < ${`${cutoff}T00:00:00Z`}::timestamptz
    and not exists (
      select from trace_days d
      where d.project_id = ${id} and d.shard_key = any(${shards}::int[]) and d.trace_id = ${sql(note)}.trace_id
        and d.last_day >= ${cutoff}::date
    )`;
  const comments = await inPieces(
    (limit) => sql`
      delete from comments
      where project_id = ${id} and id in (
        select comments.id
        from comments
        where ${isOver("comments")} and not exists (
          select from incident_traces k
          where k.project_id = ${id} and k.trace_id = comments.trace_id and k.document is not null
        )
        limit ${limit}
      )`,
  );
  const bookmarks = await sql`delete from bookmarks where ${isOver("bookmarks")}`;
  return comments + bookmarks.count;
}

/** What traces decided of which no day is kept any more, with the documents that they were given. */
async function dropDecisions(
  sql: Sql,
  { id, shards, cutoff }: { id: number; shards: number[]; cutoff: string },
): Promise<number> {
  let rows = 0;
  for (const table of ["decision_documents", "decisions"])
    rows += await inPieces(
      (limit) => sql`
        delete from ${sql(table)}
        where project_id = ${id} and shard_key = any(${shards}::int[]) and trace_id in (
          select t.trace_id
          from ${sql(table)} t
          where t.project_id = ${id} and t.shard_key = any(${shards}::int[]) and t.started_at < ${`${cutoff}T00:00:00Z`}::timestamptz
            and not exists (
              select from trace_days d
              where d.project_id = ${id} and d.shard_key = t.shard_key and d.trace_id = t.trace_id and d.last_day >= ${cutoff}::date
            )
          limit ${limit}
        )`,
    );
  return rows;
}
