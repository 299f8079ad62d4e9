import type { Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";

import type { DerivedColumns, TraceRow } from "./facts";
import type { StoredSpan, StoredTrace } from "./read-facts";

export interface TraceWrite extends TraceRow {
  projectId: number;
  traceId: string;
  shardKey: number;
  digest: string;
}

export interface SpanWrite {
  span: StoredSpan;
  derived: DerivedColumns;
}

type Value = number | string | boolean | null;

/** How a column becomes an array literal. */
const LITERAL = {
  int: plainArray,
  bigint: plainArray,
  smallint: plainArray,
  boolean: plainArray,
  uuid: plainArray,
  text: textArray,
  bytea: byteaArray,
  timestamptz: (values: readonly (number | null)[]) =>
    plainArray(values.map((us) => (us === null ? null : `"${isoOfUs(us)}"`))),
} as const;
type PgType = keyof typeof LITERAL;

interface Column {
  name: string;
  /** How it travels; `cast` is what a list becomes there: within a row it travels as a literal, since `unnest` flattens arrays. */
  type: PgType;
  cast?: string;
  of: (row: TraceWrite) => Value;
}

/** Microseconds since the epoch -> ISO-8601 UTC, nothing lost. */
export const isoOfUs = (us: number): string =>
  `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(((us % 1000) + 1000) % 1000).padStart(3, "0")}Z`;

const plain = (name: string, type: PgType, of: (row: TraceWrite) => Value): Column => ({ name, type, of });
const text = (name: string, of: (row: TraceWrite) => string | null): Column => ({ name, type: "text", of });
const list = (name: string, of: (row: TraceWrite) => string[], cast = "text[]"): Column => ({
  name,
  type: "text",
  cast,
  of: (row) => textArray(of(row)),
});

/** Key columns first, in the order of the key. */
const TRACE_COLUMNS: Column[] = [
  plain("project_id", "int", (row) => row.projectId),
  plain("trace_id", "uuid", (row) => row.traceId),
  plain("started_at", "timestamptz", (row) => row.startedUs),
  plain("shard_key", "int", (row) => row.shardKey),
  plain("duration_ns", "bigint", (row) => row.durationNs),
  plain("ttft_ns", "bigint", (row) => row.ttftNs),
  plain("cost_nano_usd", "bigint", (row) => row.costNanoUsd),
  plain("digest", "bigint", (row) => row.digest),
  plain("root_span_id", "bytea", (row) => row.rootSpanId),
  plain("input_tokens", "int", (row) => row.inputTokens),
  plain("cache_read_tokens", "int", (row) => row.cacheReadTokens),
  plain("cache_write_tokens", "int", (row) => row.cacheWriteTokens),
  plain("output_tokens", "int", (row) => row.outputTokens),
  plain("reasoning_tokens", "int", (row) => row.reasoningTokens),
  plain("span_count", "int", (row) => row.spanCount),
  plain("llm_count", "int", (row) => row.llmCount),
  plain("tool_count", "int", (row) => row.toolCount),
  plain("retrieval_count", "int", (row) => row.retrievalCount),
  plain("error_count", "int", (row) => row.errorCount),
  plain("unknown_cost_count", "int", (row) => row.unknownCostCount),
  plain("contradicted_cost_count", "int", (row) => row.contradictedCostCount),
  plain("is_error", "boolean", (row) => row.isError),
  plain("is_open", "boolean", (row) => row.isOpen),
  plain("open_until", "timestamptz", (row) => row.openUntilUs),
  text("cost_status", (row) => row.costStatus),
  plain("has_prompt_version", "boolean", (row) => row.hasPromptVersion),
  plain("has_context", "boolean", (row) => row.hasContext),
  plain("has_output", "boolean", (row) => row.hasOutput),
  plain("has_tool_results", "boolean", (row) => row.hasToolResults),
  plain("has_cost", "boolean", (row) => row.hasCost),
  plain("flags", "smallint", (row) => row.flags),
  text("name", (row) => row.name),
  text("error_type", (row) => row.errorType),
  text("service", (row) => row.service),
  text("environment", (row) => row.environment),
  text("release", (row) => row.release),
  text("version", (row) => row.version),
  text("feature", (row) => row.feature),
  text("user_id", (row) => row.userId),
  text("session_id", (row) => row.sessionId),
  list("tags", (row) => row.tags),
  list("models", (row) => row.models),
  list("providers", (row) => row.providers),
  list("tools", (row) => row.tools),
  list("prompt_fingerprints", (row) => row.promptFingerprints, "bigint[]"),
  plain("metadata_ref", "bigint", (row) => row.metadataRef),
  plain("input_ref", "bigint", (row) => row.inputRef),
  plain("output_ref", "bigint", (row) => row.outputRef),
  text("failure", (row) => row.failure),
  text("answer_provider", (row) => row.answerProvider),
  text("answer_model", (row) => row.answerModel),
  plain("answer_fingerprint", "bigint", (row) => row.answerFingerprint),
  plain("answer_streamed", "boolean", (row) => row.answerStreamed),
  text("tool_mode", (row) => row.toolMode),
  plain("critical_llm_ns", "bigint", (row) => row.criticalLlmNs),
  plain("critical_tool_ns", "bigint", (row) => row.criticalToolNs),
  plain("critical_retrieval_ns", "bigint", (row) => row.criticalRetrievalNs),
  plain("critical_other_ns", "bigint", (row) => row.criticalOtherNs),
  plain("parallel_saving_ns", "bigint", (row) => row.parallelSavingNs),
  plain("retry_count", "int", (row) => row.retryCount),
  plain("fallback_count", "int", (row) => row.fallbackCount),
  plain("retry_cost_nano_usd", "bigint", (row) => row.retryCostNanoUsd),
];

const KEY = 4;
const SELECTED = TRACE_COLUMNS.map(({ name, cast }) =>
  cast ? `u.${name}::${cast} as ${name}` : `u.${name}`,
);

/** The columns of some rows, as parameters of a statement over TRACE_COLUMNS. */
const parametersOf = (rows: readonly TraceWrite[]): string[] =>
  TRACE_COLUMNS.map(({ type, of }) => (LITERAL[type] as (values: Value[]) => string)(rows.map(of)));

const UPSERT_TRACES = `
  insert into traces (${TRACE_COLUMNS.map((column) => column.name).join(", ")})
  select ${SELECTED.join(", ")}
  from unnest(${TRACE_COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")})
    as u (${TRACE_COLUMNS.map((column) => column.name).join(", ")})
  on conflict (project_id, trace_id, started_at, shard_key) do update
  set ${TRACE_COLUMNS.slice(KEY)
    .map(({ name }) => `${name} = excluded.${name}`)
    .join(", ")}`;

const byKey = (a: { projectId: number; traceId: string; startedUs: number }, b: typeof a): number =>
  a.projectId - b.projectId ||
  (a.traceId < b.traceId ? -1 : a.traceId > b.traceId ? 1 : a.startedUs - b.startedUs);

/** Sorted by key: unsorted upserts of two workers deadlock. */
export function upsertTraces(tx: Tx, rows: readonly TraceWrite[]): Promise<unknown> | null {
  if (rows.length === 0) return null;
  const sorted = rows.toSorted(byKey);
  return tx.unsafe(UPSERT_TRACES, parametersOf(sorted), { prepare: true }).execute();
}

const WRONG_TRACES = `
  select e.project_id as "projectId", e.trace_id as "traceId"
  from (
    select ${SELECTED.join(", ")}
    from unnest(${TRACE_COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ")})
      as u (${TRACE_COLUMNS.map((column) => column.name).join(", ")})
  ) e
  left join traces t on t.project_id = e.project_id and t.trace_id = e.trace_id and t.started_at = e.started_at and t.shard_key = e.shard_key
  where ${TRACE_COLUMNS.map(({ name }) => `t.${name} is distinct from e.${name}`).join(" or ")}`;

/** Which of the rows are stored otherwise, or not at all: compares every column, not digests. */
export async function wrongTraces(
  tx: Tx,
  rows: readonly TraceWrite[],
): Promise<{ projectId: number; traceId: string }[]> {
  if (rows.length === 0) return [];
  return tx.unsafe<{ projectId: number; traceId: string }[]>(WRONG_TRACES, parametersOf(rows), {
    prepare: true,
  });
}

/** Rows of traces whose start moved, or of which nothing is left. */
export function deleteTraces(tx: Tx, rows: readonly StoredTrace[]): Promise<unknown> | null {
  if (rows.length === 0) return null;
  const sorted = rows.toSorted(byKey);
  return tx`
    delete from traces t
    using unnest(${plainArray(sorted.map((row) => row.projectId))}::int[], ${uuidArray(sorted.map((row) => row.traceId))}::uuid[],
      ${LITERAL.timestamptz(sorted.map((row) => row.startedUs))}::timestamptz[]) as u (project_id, trace_id, started_at)
    where t.project_id = u.project_id
      and t.trace_id = u.trace_id
      and t.started_at = u.started_at
      and ${near(tx, sorted)}`.execute();
}

/** Copies of a span with another start that lost to a greater revision. */
export function deleteSpans(tx: Tx, rows: readonly StoredSpan[]): Promise<unknown> | null {
  if (rows.length === 0) return null;
  const sorted = rows.toSorted(bySpan);
  return tx`
    delete from span_rows t
    using ${spanKeys(tx, sorted)} as u (project_id, trace_id, span_id, started_at)
    where ${sameSpan(tx)}
      and ${near(tx, sorted)}`.execute();
}

/** Spans of a statement: the text of its parameters is about 500 bytes a span. */
const SPANS_A_STATEMENT = 5_000;

/** Sets the derived columns of spans; the caller passes only those that differ. */
export async function updateSpans(tx: Tx, writes: readonly SpanWrite[]): Promise<void> {
  const sorted = writes.toSorted((a, b) => bySpan(a.span, b.span));
  for (let from = 0; from < sorted.length; from += SPANS_A_STATEMENT)
    await updateSome(tx, sorted.slice(from, from + SPANS_A_STATEMENT));
}

function updateSome(tx: Tx, sorted: readonly SpanWrite[]): Promise<unknown> {
  const spans = sorted.map((write) => write.span);
  const texts = (of: (derived: DerivedColumns) => string | null): string =>
    textArray(sorted.map(({ derived }) => of(derived)));
  const plains = (of: (derived: DerivedColumns) => Value): string =>
    plainArray(sorted.map(({ derived }) => of(derived)));
  return tx`
    update span_rows t
    set derived_kind = u.kind, derived_feature = u.feature, derived_user_id = u.user_id, derived_session_id = u.session_id,
      derived_environment = u.environment, derived_release = u.release, derived_ttft_ns = u.ttft_ns,
      derived_fingerprint = u.fingerprint, derived_parts = u.parts, derived_step = u.step, derived_attempt = u.attempt,
      derived_call_id = u.call_id, derived_call_trace_id = u.call_trace_id,
      derived_call_rank = u.call_rank, derived_order = u.step_order
    from unnest(${plainArray(spans.map((span) => span.projectId))}::int[], ${uuidArray(spans.map((span) => span.traceId))}::uuid[],
      ${byteaArray(spans.map((span) => span.spanId))}::bytea[], ${LITERAL.timestamptz(spans.map((span) => span.startedUs))}::timestamptz[],
      ${texts((d) => d.kind)}::text[], ${texts((d) => d.feature)}::text[], ${texts((d) => d.userId)}::text[],
      ${texts((d) => d.sessionId)}::text[], ${texts((d) => d.environment)}::text[], ${texts((d) => d.release)}::text[],
      ${plains((d) => d.ttftNs)}::bigint[], ${plains((d) => d.fingerprint)}::bigint[], ${plains((d) => d.parts)}::smallint[],
      ${texts((d) => d.step)}::text[], ${plains((d) => d.attempt)}::smallint[],
      ${byteaArray(sorted.map(({ derived }) => derived.callId))}::bytea[], ${plains((d) => d.callTraceId)}::uuid[],
      ${plains((d) => d.callRank)}::int[], ${plains((d) => d.order)}::int[])
      as u (project_id, trace_id, span_id, started_at, kind, feature, user_id, session_id, environment, release, ttft_ns,
        fingerprint, parts, step, attempt, call_id, call_trace_id, call_rank, step_order)
    where ${sameSpan(tx)}
      and ${near(tx, spans)}`.execute();
}

/** Says which sums of budgets have to be made again. */
export function markSlots(
  tx: Tx,
  slots: readonly { projectId: number; slotUs: number }[],
): Promise<unknown> | null {
  if (slots.length === 0) return null;
  return tx`
    insert into budget_marks (project_id, slot)
    select project_id, slot
    from unnest(${plainArray(slots.map((row) => row.projectId))}::int[],
      ${LITERAL.timestamptz(slots.map((row) => row.slotUs))}::timestamptz[]) as u (project_id, slot)`.execute();
}

const bySpan = (a: StoredSpan, b: StoredSpan): number =>
  a.projectId - b.projectId ||
  (a.traceId < b.traceId ? -1 : a.traceId > b.traceId ? 1 : 0) ||
  (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : a.startedUs - b.startedUs);

const spanKeys = (tx: Tx, spans: readonly StoredSpan[]) => tx`
  unnest(${plainArray(spans.map((span) => span.projectId))}::int[], ${uuidArray(spans.map((span) => span.traceId))}::uuid[],
    ${byteaArray(spans.map((span) => span.spanId))}::bytea[], ${LITERAL.timestamptz(spans.map((span) => span.startedUs))}::timestamptz[])`;

const sameSpan = (tx: Tx) => tx`
  t.project_id = u.project_id and t.trace_id = u.trace_id and t.span_id = u.span_id and t.started_at = u.started_at`;

/** Where to look: traces by the index, and constant bounds in time, so that only the partitions concerned are planned. */
const near = (
  tx: Tx,
  rows: readonly { projectId: number; traceId: string; shardKey: number; startedUs: number }[],
) => {
  let from = Infinity;
  let to = -Infinity;
  for (const { startedUs } of rows) {
    if (startedUs < from) from = startedUs;
    if (startedUs > to) to = startedUs;
  }
  return tx`
    t.project_id = any(${plainArray([...new Set(rows.map((row) => row.projectId))])}::int[])
    and t.shard_key = any(${plainArray([...new Set(rows.map((row) => row.shardKey))])}::int[])
    and t.trace_id = any(${uuidArray([...new Set(rows.map((row) => row.traceId))])}::uuid[])
    and t.started_at between ${isoOfUs(from)}::timestamptz and ${isoOfUs(to)}::timestamptz`;
};
