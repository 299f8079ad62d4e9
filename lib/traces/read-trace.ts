import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { TraceKey } from "@/lib/derive/read-facts";
import { sumLargeTrace } from "@/lib/derive/sum-large-trace";
import { shardKeyOf, uuidOfHex } from "@/lib/model/ids";

import { countSpans, findTraceDays, readSpans, traceScope, type TraceDays } from "./read-spans";
import { resolveRows, traceRow } from "./resolve-rows";
import { afterCursor, cursorAt, type SpanCursor } from "./span-cursor";
import type { StoredSpan } from "./span-row";
import { traceColumns, type TraceRow } from "./trace-row";

/** Spans that are read at once, at most: of a larger trace a page, and it is not resolved while somebody waits. */
export const MOST_SPANS_AT_ONCE = 20_000;

export interface ReadTrace {
  days: TraceDays;
  row: TraceRow;
  /** A page of them, one a span id, in the order of the steps. */
  spans: StoredSpan[];
  /** Where the page ended; null: it is the last. */
  next: SpanCursor | null;
  /** All spans of the trace are on this page. */
  isWhole: boolean;
}

export interface SpanPage {
  after?: SpanCursor;
  limit?: number;
}

/**
 * A trace as it was derived; as it would be derived now, when that has not been done since its last spans came. Null: no such
 * trace in this project.
 */
export async function readTrace(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  { after, limit = MOST_SPANS_AT_ONCE }: SpanPage = {},
): Promise<ReadTrace | null> {
  const days = await findTraceDays(tx, ctx, traceId);
  if (days === null) return null;
  const [row, count, page] = await Promise.all([
    readRow(tx, ctx, traceId, days),
    countSpans(tx, ctx, traceId, days),
    readSpans(tx, ctx, traceId, days, {
      ...(after && { where: afterCursor(tx, after) }),
      limit: limit + 1,
    }),
  ]);
  const pageOf = (spans: readonly StoredSpan[]) => {
    const shown = spans.slice(0, limit);
    const last = spans.length > limit ? shown.at(-1) : undefined;
    const next = last === undefined ? null : cursorAt(last, (after?.before ?? 0) + limit);
    return { spans: shown, next, isWhole: after === undefined && next === null };
  };
  // Fewer spans than were derived: retention has taken some, and what was said of all of them stands.
  if (row !== undefined && count <= row.span_count) return { days, row, ...pageOf(page) };
  if (count > MOST_SPANS_AT_ONCE) {
    const summed = await sumRow(tx, ctx, traceId, days);
    return summed && { days, row: summed, ...pageOf(page) };
  }
  const spans =
    count <= page.length ? page : await readSpans(tx, ctx, traceId, days, { limit: MOST_SPANS_AT_ONCE });
  const resolved = await resolveRows(tx, ctx, { traceId, days, spans });
  if (resolved === null) return null;
  const from =
    after === undefined ? 0 : resolved.spans.findIndex(({ span_id }) => span_id === after.spanId) + 1;
  return { days, row: resolved.row, ...pageOf(resolved.spans.slice(from)) };
}

async function readRow(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  days: TraceDays,
): Promise<TraceRow | undefined> {
  const [row] = await tx<TraceRow[]>`
    select ${traceColumns(tx)}
    from traces
    where ${traceScope(tx, ctx, traceId, days, "started_at")}
    limit 1`;
  return row;
}

/** Of a large trace whose last spans are not derived yet: what can be said of it without looking at all of them. */
async function sumRow(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  days: TraceDays,
): Promise<TraceRow | null> {
  const { id: projectId, shardKeys } = ctx.project;
  const key: TraceKey = {
    projectId,
    traceId: uuidOfHex(traceId),
    shardKey: shardKeyOf(shardKeys, traceId),
    ...days,
  };
  // A day's partition may have no statistics yet: spans would be joined one by one.
  await tx`set local enable_nestloop = off`;
  const summed = await sumLargeTrace(tx, key);
  await tx`set local enable_nestloop = on`;
  return summed && traceRow(key.traceId, summed.row);
}
