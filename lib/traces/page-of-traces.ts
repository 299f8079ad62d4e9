import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import type { Cursor } from "./cursor";
import type { TraceListQuery } from "./filter";
import { filterSql, type Fragment } from "./filter-sql";
import { traceColumns, type TraceRow } from "./trace-row";

/** Rows of `traces` after a cursor; `and` narrows further. */
export async function pageOfTraces(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  page: { after: Cursor | null; limit: number; and?: Fragment },
): Promise<TraceRow[]> {
  const [startedAt, traceId] = page.after ?? [];
  const afterCursor =
    startedAt === undefined || traceId === undefined
      ? tx``
      : tx`and traces.started_at <= ${startedAt}::timestamptz
           and (traces.started_at < ${startedAt}::timestamptz or traces.trace_id > ${traceId}::uuid)`;
  return tx<TraceRow[]>`
    select ${traceColumns(tx)}
    from traces
    where ${filterSql(tx, ctx, query)}
      ${afterCursor}
      ${page.and === undefined ? tx`` : tx`and ${page.and}`}
    order by traces.started_at desc, traces.trace_id
    limit ${page.limit}`;
}
