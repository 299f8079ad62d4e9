import type { Sql } from "./client";
import { DISTRIBUTED_TABLES, DISTRIBUTED_VIEWS } from "./distributed";

/** What the statements of a test run are found by: every one that the product's roles have run. */
export async function countStatements(sql: Sql): Promise<void> {
  await sql`create extension if not exists pg_stat_statements`;
  await sql`select pg_stat_statements_reset()`;
}

/**
 * Statements of the roles recount_app and recount_worker since then that touch a telemetry table and do not name shard_key: on
 * several machines each would go to all of them. One that means to says so in a comment: "every shard".
 */
export async function unshardedStatements(sql: Sql): Promise<string[]> {
  const tables = [...DISTRIBUTED_TABLES, ...DISTRIBUTED_VIEWS].join("|");
  const rows = await sql<{ query: string }[]>`
    select distinct s.query
    from pg_stat_statements s
    join pg_roles r on r.oid = s.userid
    where r.rolname in ('recount_app', 'recount_worker')
      and s.query ~ ${`\\y(from|join|into|update|using)\\s+(only\\s+)?"?(${tables})\\y`}
      and s.query !~ 'shard_key|every shard'
    order by 1`;
  return rows.map(({ query }) => query);
}
