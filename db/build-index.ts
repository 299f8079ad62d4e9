import type { Sql } from "./client";
import type { IndexStatement } from "./read-migrations";

/**
 * Builds an index while everybody reads and writes: of a partitioned table one partition after the other, since PostgreSQL
 * builds none concurrently on the parent. May be ended at any moment and run again: what is built stays, what was
 * half built is thrown away and made anew.
 * @param sql connected as the owner, outside of any transaction
 * @throws the server's lock_not_available when a lock on the parent was not free for so long
 */
export async function buildIndex(
  sql: Sql,
  { name, table, definition }: IndexStatement,
  lockTimeoutMs: number,
): Promise<void> {
  /** Of the parent: done at once, but for a lock that whoever writes would wait behind. */
  const briefly = (statement: string) =>
    sql.begin((tx) =>
      Promise.all([tx.unsafe(`set local lock_timeout = ${lockTimeoutMs}`), tx.unsafe(statement)]),
    );
  const [target] = await sql<{ partitioned: boolean }[]>`
    select relkind = 'p' as partitioned from pg_class where oid = ${table}::regclass`;
  if (!target?.partitioned) return buildOne(sql, name, table, definition);

  // Valid once each partition has its part; partitions made from now on get theirs when they are made.
  await briefly(`create index if not exists ${name} on only ${table} ${definition}`);
  const partitions = await sql<{ partition: string }[]>`
    select c.relname as partition
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ${table}::regclass
      and not exists (
        select from pg_inherits part join pg_index x on x.indexrelid = part.inhrelid
        where part.inhparent = ${name}::regclass and x.indrelid = c.oid)
    order by 1`;
  for (const { partition } of partitions) {
    const part = `${name}_${partition.slice(table.length + 1)}`;
    await buildOne(sql, part, partition, definition);
    await briefly(`alter index ${name} attach partition ${part}`);
  }
}

async function buildOne(sql: Sql, name: string, table: string, definition: string): Promise<void> {
  const [half] = await sql`
    select from pg_index where indexrelid = to_regclass(${name}) and not indisvalid`;
  if (half) await sql.unsafe(`drop index concurrently ${name}`);
  await sql.unsafe(`create index concurrently if not exists ${name} on ${table} ${definition}`);
}
