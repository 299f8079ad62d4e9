import type { TransactionSql } from "postgres";
import { z } from "zod";

import type { Context } from "@/lib/context";

import { parseCursor } from "./cursor";
import { rangeOf, type TraceFilter } from "./filter";
import { filterSql } from "./filter-sql";
import { type TraceSort, TRACE_SORTS } from "./sort";
import type { Fragment } from "./trace-condition";
import { traceColumns, type TraceRow } from "./trace-row";

/** No index has traces by every number: so many are looked at for a page, of a range with more the newest. */
const MOST_SORTED = 300_000;

/** Where a sorted page ended: the value, and by time and id among equal ones. */
const cursorSchema = z.tuple([
  z
    .string()
    .regex(/^-?\d{1,19}$/)
    .nullable(),
  z.iso.datetime({ offset: true }),
  z.guid(),
]);
export type SortCursor = z.infer<typeof cursorSchema>;

/** @throws Failure bad_request when it is no cursor of ours. */
export const readSortCursor = (text: string): SortCursor => parseCursor(cursorSchema, text);
export const writeSortCursor = (cursor: SortCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString("base64url");

export type SortedRow = TraceRow & { sort_value: string | null };

interface SortedPage {
  after: SortCursor | null;
  limit: number;
  /** From the cursor towards the beginning of the list, the nearest first. */
  backwards?: boolean;
  /** A range that was found before: {@link sortedFrom}. */
  from: string;
}

/**
 * Traces that pass a filter, by a number: over the whole of what is sorted, not within pages. Equal ones stand newest first.
 */
export async function sortedTraces(
  tx: TransactionSql,
  ctx: Context,
  filter: TraceFilter,
  sort: TraceSort,
  { after, limit, backwards = false, from }: SortedPage,
): Promise<SortedRow[]> {
  const value = tx.unsafe(TRACE_SORTS[sort.by]) as unknown as Fragment;
  // Rows are wide: what decides is sorted, and the page's rows are read after it.
  return tx<SortedRow[]>`
    with page as materialized (
      select traces.trace_id, traces.started_at, traces.shard_key, ${value} as value
      from traces
      where ${filterSql(tx, ctx, filter)}
        and traces.started_at >= ${from}::timestamptz
        ${after === null ? tx`` : tx`and ${beyond(tx, value, sort, after, backwards)}`}
      order by ${order(tx, value, sort, backwards)}
      limit ${limit}
    )
    select ${traceColumns(tx)}, page.value::text as sort_value
    from page
    join traces on traces.trace_id = page.trace_id and traces.started_at = page.started_at and traces.shard_key = page.shard_key
    where traces.project_id = ${ctx.project.id}
    order by ${order(tx, tx`page.value`, sort, backwards)}`;
}

function order(tx: TransactionSql, value: Fragment, { desc }: TraceSort, backwards: boolean): Fragment {
  if (backwards)
    return tx`(${value}) ${desc ? tx`asc` : tx`desc`} nulls first, traces.started_at, traces.trace_id desc`;
  return tx`(${value}) ${desc ? tx`desc` : tx`asc`} nulls last, traces.started_at desc, traces.trace_id`;
}

/** What comes after a place in the list; backwards: before it. */
function beyond(
  tx: TransactionSql,
  value: Fragment,
  { desc }: TraceSort,
  [at, startedAt, traceId]: SortCursor,
  backwards: boolean,
): Fragment {
  const byTime = backwards
    ? tx`(traces.started_at > ${startedAt}::timestamptz
        or (traces.started_at = ${startedAt}::timestamptz and traces.trace_id < ${traceId}::uuid))`
    : tx`(traces.started_at < ${startedAt}::timestamptz
        or (traces.started_at = ${startedAt}::timestamptz and traces.trace_id > ${traceId}::uuid))`;
  if (at === null)
    return backwards ? tx`((${value}) is not null or ${byTime})` : tx`((${value}) is null and ${byTime})`;
  const further = desc === backwards ? tx`(${value}) > ${at}::bigint` : tx`(${value}) < ${at}::bigint`;
  const unknown = backwards ? tx`` : tx`or (${value}) is null`;
  return tx`(${further} ${unknown} or ((${value}) = ${at}::bigint and ${byTime}))`;
}

/**
 * From which moment on a range is sorted: its own beginning, or where its newest {@link MOST_SORTED} traces begin.
 * @returns bounded: there are older ones, which are not looked at
 */
export async function sortedFrom(
  tx: TransactionSql,
  ctx: Context,
  filter: Pick<TraceFilter, "from" | "to">,
  most = MOST_SORTED,
): Promise<{ from: string; bounded: boolean }> {
  const { from, to } = rangeOf(filter, ctx.now());
  // Every shard: the index by time answers it alone, where it need not look at rows.
  const [row] = await tx<{ started_at: string }[]>`
    select started_at
    from traces /* every shard */
    where project_id = ${ctx.project.id}
      and started_at >= ${from}::timestamptz
      and started_at < ${to}::timestamptz
    order by started_at desc
    offset ${most}
    limit 1`;
  return row === undefined ? { from, bounded: false } : { from: row.started_at, bounded: true };
}
