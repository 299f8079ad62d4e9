import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

import { findTraceDays, readSpans, traceScope, type TraceDays } from "./read-spans";
import { resolveRows } from "./resolve-rows";
import type { StoredSpan } from "./span-row";
import { traceColumns, type TraceRow } from "./trace-row";

export interface ReadTrace {
  days: TraceDays;
  row: TraceRow;
  /** One a span id, in the order of the steps. */
  spans: StoredSpan[];
}

/**
 * A trace as it was derived; as it would be derived now, when that has not been done since its last spans came.
 * Null: no such trace in this project.
 */
export async function readTrace(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
): Promise<ReadTrace | null> {
  const days = await findTraceDays(tx, ctx, traceId);
  if (days === null) return null;
  const [[row], spans] = await Promise.all([
    tx<TraceRow[]>`
      select ${traceColumns(tx)}
      from traces
      where ${traceScope(tx, ctx, traceId, days, "started_at")}
      limit 1`,
    readSpans(tx, ctx, traceId, days),
  ]);
  // Fewer spans than were derived: retention has taken some, and what was said of all of them stands.
  if (row !== undefined && spans.length <= row.span_count) return { days, row, spans };
  const resolved = await resolveRows(tx, ctx, { traceId, days, spans });
  return resolved && { days, ...resolved };
}
