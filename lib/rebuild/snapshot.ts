import type { Tx } from "@/db/client";

/** What a row of each table is known by; all else is what it says. */
const KEYS: Record<string, string> = {
  rollup_calls: "project_id, tier, cube, bucket, dimension_id, shard_key",
  rollup_traces: "project_id, tier, cube, bucket, dimension_id, shard_key",
  usage: "project_id, tier, bucket, user_id, feature, environment, shard_key",
  dimensions: "cube, id, shard_key",
  prompt_versions: "project_id, prompt_id, number",
  budget_spent: "budget_id, period_start, user_id",
};

/**
 * Rows of tables that are made anew as a whole, as two hashes each, to count afterwards which of them were wrong. They are
 * held by a transaction of its own, which sees what others commit and writes nothing that lasts.
 */
export class Snapshot {
  private constructor(private readonly sql: Tx) {}

  static async take(tx: Tx): Promise<Snapshot> {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`create temporary table row_before (kind text, key bigint, value bigint) on commit drop`;
    for (const table of Object.keys(KEYS)) await tx.unsafe(`insert into row_before ${rowsOf(table)}`);
    return new Snapshot(tx);
  }

  /** Rows that are there now and were not, or were otherwise, or are gone, by table. */
  async changed(): Promise<Record<string, number>> {
    const changed: Record<string, number> = {};
    for (const table of Object.keys(KEYS)) {
      const [row] = await this.sql.unsafe<{ rows: number }[]>(`
        with now as materialized (${rowsOf(table)}),
        before as materialized (select * from row_before where kind = '${table}')
        select count(distinct key)::int as rows
        from (
          (select * from now except all select * from before) union all (select * from before except all select * from now)
        ) d`);
      changed[table] = row?.rows ?? 0;
    }
    return changed;
  }
}

const rowsOf = (table: string): string => `
  select '${table}' as kind, hash_record_extended(row(${KEYS[table]}), 0) as key, hash_record_extended(t, 0) as value
  from ${table} t /* on every shard */`;
