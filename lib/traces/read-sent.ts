import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";

import { traceScope, type TraceDays } from "./read-spans";
import type { StoredSpan } from "./span-row";

/**
 * Spans of a trace with what was stored of them as they were sent: as large as all the rest of their rows, and seldom asked for.
 */
export async function readSent(
  tx: TransactionSql,
  ctx: Context,
  trace: { traceId: string; days: TraceDays },
  spans: readonly StoredSpan[],
): Promise<StoredSpan[]> {
  const rows = await tx<{ span_id: string; started_at: string; sent: string }[]>`
    select encode(span_id, 'hex') as span_id, started_at, sent
    from spans
    where ${traceScope(tx, ctx, trace.traceId, trace.days, "started_at")}
      and encode(span_id, 'hex') = any(${plainArray(spans.map((span) => span.span_id))}::text[])
      and sent is not null`;
  const keyOf = (row: { span_id: string; started_at: string }): string => `${row.span_id} ${row.started_at}`;
  const byKey = new Map(rows.map((row) => [keyOf(row), row.sent]));
  return spans.map((span) => ({ ...span, sent: byKey.get(keyOf(span)) ?? null }));
}
