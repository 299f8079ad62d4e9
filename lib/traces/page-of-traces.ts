import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { Cursor } from "./cursor";
import type { TraceListQuery } from "./filter";
import { filterSql } from "./filter-sql";
import type { Fragment } from "./trace-condition";
import { foundTraces, indexedFilter, type IndexedFilter } from "./find-traces";
import { traceColumns, type TraceRow } from "./trace-row";

interface Page {
  after: Cursor | null;
  limit: number;
}

type Placed = Pick<TraceRow, "started_at" | "trace_id">;

/** Rows of `traces` after a cursor; `and` narrows further. */
export const pageOfTraces = (
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  page: Page & { and?: Fragment },
): Promise<TraceRow[]> => pageOfColumns<TraceRow>(tx, ctx, query, { ...page, columns: traceColumns(tx) });

/** The same with other `columns`: a select list over `traces` with at least `started_at` and `trace_id`. */
export async function pageOfColumns<R extends Placed>(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  page: Page & { and?: Fragment; columns: Fragment },
): Promise<R[]> {
  const indexed = page.and === undefined ? await indexedFilter(tx, ctx, query) : null;
  if (indexed !== null) return pageByWords<R>(tx, ctx, query, page, indexed);
  const [startedAt, traceId] = page.after ?? [];
  const afterCursor =
    startedAt === undefined || traceId === undefined
      ? tx``
      : tx`and traces.started_at <= ${startedAt}::timestamptz
           and (traces.started_at < ${startedAt}::timestamptz or traces.trace_id > ${traceId}::uuid)`;
  return tx<R[]>`
    select ${page.columns}
    from traces
    where ${filterSql(tx, ctx, query)}
      ${afterCursor}
      ${page.and === undefined ? tx`` : tx`and ${page.and}`}
    order by traces.started_at desc, traces.trace_id
    limit ${page.limit}`;
}

/** Traces found at a time where not all of them pass: more each time, up to so many. */
const MOST_FOUND = 3_000;

/** Traces that have the words are found first; of those, the ones that pass the rest of the filter. */
async function pageByWords<R extends Placed>(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  { after, limit, columns }: Page & { columns: Fragment },
  indexed: IndexedFilter,
): Promise<R[]> {
  const rows: R[] = [];
  for (let most = indexed.isAll ? limit : limit * 4; ; most = Math.min(most * 4, MOST_FOUND)) {
    const passes = indexed.isAll ? tx`true` : filterSql(tx, ctx, query);
    const found = await tx<(R & { passes: boolean })[]>`
      select ${columns}, (${passes}) as passes
      from ${foundTraces(tx, ctx, query, indexed, { after, most })} as traces
      order by traces.started_at desc, traces.trace_id`;
    for (const { passes: isOne, ...row } of found) if (isOne) rows.push(row as unknown as R);
    const last = found.at(-1);
    if (last === undefined || found.length < most || rows.length >= limit) return rows.slice(0, limit);
    after = [last.started_at, last.trace_id];
  }
}
