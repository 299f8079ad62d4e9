import type pg from "pg";

import type { Sql } from "@/db/client";

/** Partitions of a day, and what tells that nothing of it waits to be written anew. */
const OF_DAYS = ["traces", "span_rows", "body_blocks"];
/** So long after a day, little is written to it. */
const CLOSED_DAYS = 2;
/** Who writes to a larger table of a day, or reads it, would wait for longer than a moment; of its size the room is a small part. */
const SMALL_BYTES = 32 * 1024 * 1024;
const LOCK_TIMEOUT = "200ms";
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Writes the tables of small closed days anew, each once. Derivation and packing rewrite every row of a day, and its last page, its lists of
 * free room and its indexes stay as large as they were: of a day of some hundred traces that is a third.
 * @param pool connected as the owner of the tables: nobody else may
 * @param sql connected as recount_worker
 * @returns how many tables were written anew; who reads or writes one is not waited for, and the next round tries again
 */
export async function tightenDays(pool: pg.Pool, sql: Sql, now = new Date()): Promise<number> {
  const closed = new Date(now.getTime() - CLOSED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const [waiting] = await sql`select from dirty_traces limit 1`;
  if (waiting) return 0;
  // A table that was written anew lies in a file with another number.
  const tables = await sql<{ name: string; day: string }[]>`
    select c.relname as name, to_date(right(c.relname, 8), 'YYYYMMDD')::text as day
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    join pg_class parent on parent.oid = i.inhparent
    where parent.relname = any(${`{${OF_DAYS.join(",")}}`}::text[])
      and to_date(right(c.relname, 8), 'YYYYMMDD') < ${closed}::date
      and pg_relation_filenode(c.oid) = c.oid
      and pg_relation_size(c.oid) > 0
      and pg_total_relation_size(c.oid) <= ${SMALL_BYTES}
    order by 1`;
  let done = 0;
  for (const { name, day } of tables)
    if (!(await waitsToBePacked(sql, name, day)) && (await writeAnew(pool, name))) done++;
  return done;
}

async function waitsToBePacked(sql: Sql, table: string, day: string): Promise<boolean> {
  if (!table.startsWith("body_blocks")) return false;
  const [row] = await sql`
    select from body_blocks /* every shard */ where day = ${day}::date and packed < 2 limit 1`;
  return row !== undefined;
}

async function writeAnew(pool: pg.Pool, table: string): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query(`vacuum (full, analyze) ${table}`);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  } finally {
    await client.query("reset lock_timeout").catch(() => {});
    client.release();
  }
}
