import type { TransactionSql } from "postgres";

import { byteaArray } from "@/db/pg-array";
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
  const ids = byteaArray(spans.map((span) => span.span_id));
  const isWanted = (time: "started_at" | "occurred_at") => tx`
    ${traceScope(tx, ctx, trace.traceId, trace.days, time)}
    and span_id = any(${ids}::bytea[])
    and sent is not null`;
  const [rows, records] = await Promise.all([
    tx<{ span_id: string; at: string; sent: string }[]>`
      select encode(span_id, 'hex') as span_id, started_at as at, sent
      from spans
      where ${isWanted("started_at")}`,
    tx<{ span_id: string; id: string; at: string; sent: string }[]>`
      select encode(span_id, 'hex') as span_id, addition_id as id, occurred_at as at, sent
      from span_additions
      where ${isWanted("occurred_at")}`,
  ]);
  const sentOf = new Map(rows.map((row) => [`${row.span_id} ${row.at}`, row.sent]));
  const recordsOf = new Map(records.map((row) => [`${row.id} ${row.at}`, row.sent]));
  return spans.map((span) => ({
    ...span,
    sent: sentOf.get(`${span.span_id} ${span.started_at}`) ?? null,
    ...(span.additions === undefined
      ? {}
      : {
          additions: span.additions.map((addition) => ({
            ...addition,
            sent: recordsOf.get(`${addition.addition_id} ${addition.occurred_at}`) ?? null,
          })),
        }),
  }));
}
