import type { TransactionSql } from "postgres";

import { CARRIES } from "@/lib/bodies/body-ids";
import type { Context } from "@/lib/context";

import { countSpans, findTraceDays, readSpans, type TraceDays } from "./read-spans";
import { MOST_SPANS_AT_ONCE, readTrace } from "./read-trace";
import { afterCursor, cursorAt } from "./span-cursor";
import type { StoredSpan } from "./span-row";

/** Model calls before a span among which the one is looked for whose messages it goes on with. */
const CALLS_BEFORE = 20;

/**
 * The spans of a trace that the view of one of them needs, in the order of the steps: all, or of a large trace the span, those
 * that repeat it, and the calls before it under the same parent, else anywhere. Null: no such trace.
 */
export async function readAround(
  tx: TransactionSql,
  ctx: Context,
  traceId: string,
  spanId: string,
): Promise<{ days: TraceDays; spans: StoredSpan[] } | null> {
  const days = await findTraceDays(tx, ctx, traceId);
  if (days === null) return null;
  if ((await countSpans(tx, ctx, traceId, days)) <= MOST_SPANS_AT_ONCE) return readTrace(tx, ctx, traceId);
  const own = await readSpans(tx, ctx, traceId, days, {
    where: tx`(span_id = decode(${spanId}, 'hex') or (derived_call_id = decode(${spanId}, 'hex') and derived_call_trace_id is null))`,
    limit: CALLS_BEFORE,
  });
  const found = own.find(({ span_id }) => span_id === spanId);
  if (found === undefined) return { days, spans: [] };
  const callBefore = tx`
    coalesce(derived_kind, kind) = 'llm' and carries & ${CARRIES.context} <> 0
    and span_id <> decode(${spanId}, 'hex') and not (${afterCursor(tx, cursorAt(found, 0))})`;
  const beside =
    found.parent_span_id === null
      ? tx`parent_span_id is null`
      : tx`parent_span_id = decode(${found.parent_span_id}, 'hex')`;
  const before = await readSpans(tx, ctx, traceId, days, {
    where: callBefore,
    order: tx`(${beside}) desc, started_at desc, span_id`,
    limit: CALLS_BEFORE,
  });
  before.sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
  return { days, spans: [...before, found, ...own.filter((span) => span !== found)] };
}
