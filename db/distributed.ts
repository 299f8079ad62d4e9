import type { Querying } from "./client";

/**
 * The tables that a Citus cluster spreads over its workers, in the order in which they must be distributed: the first one
 * starts the colocation group and the others join it. Everything else stays on the coordinator.
 */
export const DISTRIBUTED_TABLES = [
  "body_blocks",
  "label_sets",
  "span_rows",
  "span_additions",
  "span_parts",
  "trace_days",
  "traces",
  "scores",
  "seal_records",
  "dimensions",
  "rollup_traces",
  "rollup_calls",
  "usage",
  "user_days",
  "decisions",
  "decision_documents",
] as const;

/** What they are read by. */
export const DISTRIBUTED_VIEWS = ["spans"] as const;

/**
 * After the migrations, under their lock: on a server with the citus extension, distributes the tables that are not yet.
 * Elsewhere, and the second time, it does nothing.
 * @returns the tables distributed now.
 */
export async function ensureDistributed(sql: Querying): Promise<string[]> {
  const [citus] = await sql`select 1 from pg_extension where extname = 'citus'`;
  if (!citus) return [];
  const waiting = await sql<{ name: string }[]>`
    select name
    from unnest(${DISTRIBUTED_TABLES as unknown as string[]}::text[]) with ordinality as wanted (name, position)
    where to_regclass(name) is not null
      and not exists (select from pg_dist_partition where logicalrelid = to_regclass(name))
    order by position`;
  for (const { name } of waiting) {
    const colocateWith = name === DISTRIBUTED_TABLES[0] ? "default" : DISTRIBUTED_TABLES[0];
    await sql`select create_distributed_table(${name}, 'shard_key', colocate_with => ${colocateWith})`;
  }
  return waiting.map(({ name }) => name);
}
