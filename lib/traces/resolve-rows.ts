import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { DerivedColumns, ResolvedTrace, SpanFacts } from "@/lib/derive/facts";
import { filledColumns } from "@/lib/derive/fill-calls";
import { readFacts, type TraceKey } from "@/lib/derive/read-facts";
import { resolveStored } from "@/lib/derive/resolve-stored";
import { isoOfUs } from "@/lib/derive/write-derived";
import { shardKeyOf, uuidOfHex } from "@/lib/model/ids";

import type { TraceDays } from "./read-spans";
import type { StoredSpan } from "./span-row";
import type { TraceRow } from "./trace-row";

/**
 * The rows of a trace as derivation would leave them if it ran now: read and resolved by its own functions, not written.
 * @param trace.spans all rows of its spans, those that another copy supersedes among them
 * @returns null when nothing is left of the trace
 */
export async function resolveRows(
  tx: TransactionSql,
  ctx: Context,
  { traceId, days, spans }: { traceId: string; days: TraceDays; spans: readonly StoredSpan[] },
): Promise<{ row: TraceRow; spans: StoredSpan[] } | null> {
  const { id: projectId, shardKeys } = ctx.project;
  const key: TraceKey = {
    projectId,
    traceId: uuidOfHex(traceId),
    shardKey: shardKeyOf(shardKeys, traceId),
    ...days,
  };
  const facts = await readFacts(tx, [key]);
  const { traces } = await resolveStored(tx, [...(facts?.values() ?? [])]);
  const resolved = traces[0]?.resolved;
  if (!resolved) return null;
  const rows = new Map(spans.map((span) => [`${span.span_id} ${span.started_at}`, span]));
  return {
    row: traceRow(key.traceId, resolved.trace),
    spans: resolved.spans.flatMap(({ span, derived }) => {
      const row = rows.get(`${span.spanId} ${isoOfUs(span.startedUs)}`);
      return row === undefined ? [] : [derivedRow(row, span, derived)];
    }),
  };
}

/** What `spanColumns` selects once the derived columns are written. */
const derivedRow = (row: StoredSpan, span: SpanFacts, derived: DerivedColumns): StoredSpan => ({
  ...row,
  ...(span.filledBy && filledColumns(span)),
  ttft_ns: derived.ttftNs ?? span.ttftNs,
  fingerprint: derived.fingerprint ?? span.promptFingerprint,
  environment: derived.environment ?? span.environment,
  release: derived.release ?? span.release,
  feature: derived.feature ?? span.feature ?? span.functionName,
  user_id: derived.userId ?? span.userId,
  session_id: derived.sessionId ?? span.sessionId,
  derived_kind: derived.kind,
  derived_attempt: derived.attempt,
  derived_call_id: derived.callId,
  derived_call_trace_id: derived.callTraceId,
  derived_call_rank: derived.callRank,
  derived_order: derived.order,
});

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What `traceColumns` selects once the row is written: its columns are called as the facts are. */
export function traceRow(
  traceId: string,
  { startedUs, openUntilUs, ...facts }: ResolvedTrace["trace"],
): TraceRow {
  return {
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [snakeCase(name), value])),
    trace_id: traceId,
    started_at: isoOfUs(startedUs),
    open_until: openUntilUs === null ? null : isoOfUs(openUntilUs),
    cost_nano_usd: facts.costNanoUsd === null ? null : String(facts.costNanoUsd),
  } as unknown as TraceRow;
}
