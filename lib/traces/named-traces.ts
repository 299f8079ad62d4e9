import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { foldCase } from "@/lib/bodies/fold";
import type { Context } from "@/lib/context";

import { traceFilter, type TraceFilter } from "./filter";
import { scopeSql, shardList } from "./filter-sql";
import { foundTraces, indexedFilter } from "./find-traces";
import type { Fragment } from "./trace-condition";

/** Where a month has more names of traces, they are read trace by trace. */
const MOST_NAMES = 2_000;

type Range = Pick<TraceFilter, "from" | "to"> & { from: string; to: string };

/** As a whole user or session, or in the trace's name. */
export const isNamedBy = (tx: TransactionSql, q: string): Fragment => tx`
  (traces.user_id = ${q} or traces.session_id = ${q} or traces.name ilike ${likePattern(q)})`;

const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/**
 * Traces of a range that a text names: as a whole user or session, or anywhere in the trace's name. Each by its own index.
 * @returns ids, at most `limit`
 */
export async function namedTraces(
  tx: TransactionSql,
  ctx: Context,
  range: Range,
  q: string,
  limit: number,
): Promise<string[]> {
  const names = await distinctNames(tx, ctx, range);
  const scope = scopeSql(tx, ctx, range);
  if (names === null) {
    const all = await tx<{ trace_id: string }[]>`
      select trace_id from traces where ${scope} and ${isNamedBy(tx, q)} limit ${limit}`;
    return all.map((row) => row.trace_id);
  }
  const needle = foldCase(q);
  const matching = names.filter((name) => foldCase(name).includes(needle));
  const ids = new Set<string>();
  const take = (rows: readonly { trace_id: string }[]): void => rows.forEach((row) => ids.add(row.trace_id));
  if (matching.length > 0)
    take(
      await tx`select trace_id from traces where ${scope} and name = any(${textArray(matching)}::text[]) limit ${limit}`,
    );
  take(await tx`select trace_id from traces where ${scope} and session_id = ${q} limit ${limit}`);
  const byUser = await indexedFilter(tx, ctx, traceFilter({ user: [q] }));
  if (byUser !== null)
    take(
      await tx`select trace_id from ${foundTraces(tx, ctx, range, byUser, { after: null, most: limit, look: 1 })} as traces`,
    );
  return [...ids].slice(0, limit);
}

/** Names that traces of a range have, from each to the next by the index; null: there are too many. */
async function distinctNames(
  tx: TransactionSql,
  ctx: Context,
  { from, to }: Range,
): Promise<string[] | null> {
  // Whole days: within a partition no time is compared, and each name is one look.
  const scope = tx`
    project_id = ${ctx.project.id}
    and shard_key = any(${shardList(ctx)}::int[])
    and started_at >= ${`${from.slice(0, 10)}T00:00:00Z`}::timestamptz
    and started_at < ${`${to.slice(0, 10)}T00:00:00Z`}::timestamptz + interval '1 day'`;
  const next = (after: ReturnType<TransactionSql>) => tx`
    select name from traces where ${scope} ${after} order by name limit 1`;
  const rows = await tx<{ name: string }[]>`
    with recursive names (name, nth) as (
      (select name, 1 from (${next(tx``)}) as first)
      union all
      select (${next(tx`and traces.name > names.name`)}), nth + 1
      from names
      where names.name is not null and nth <= ${MOST_NAMES}
    )
    select name from names where name is not null`;
  return rows.length > MOST_NAMES ? null : rows.map((row) => row.name);
}
