import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { CARRIES } from "@/lib/bodies/body-ids";
import { wideRows, wideRowsInPieces } from "@/db/wide-rows";

import type { Label } from "@/lib/model/labels";

import type { AdditionFacts, DerivedColumns, SpanFacts } from "./facts";
import { type Labelled, LABELLED_SQL, readLabels } from "./read-labels";

/** A trace to derive, and the days (UTC) between which its parts lie. */
export interface TraceKey {
  projectId: number;
  /** `uuid` as PostgreSQL prints it. */
  traceId: string;
  shardKey: number;
  firstDay: string;
  lastDay: string;
}

type LastDerived = { [Name in keyof DerivedColumns as `derived${Capitalize<Name>}`]: DerivedColumns[Name] };

/** A stored span: what it says, and what was derived about it last time. */
export interface StoredSpan extends SpanFacts, LastDerived {
  projectId: number;
  traceId: string;
  shardKey: number;
}

interface StoredAddition extends AdditionFacts {
  projectId: number;
  traceId: string;
}

/** A row as it is read, before its one ref stands for each part that it carries. */
type Carrying<Facts> = Facts & { bodyRef: string | null; carries: number };

/** Their places are in the row already: an object that gains properties afterwards costs ten times as much. */
const UNKNOWN_REFS = ["system", "context", "input", "result", "output"]
  .map((part) => `null as "${part}Ref"`)
  .join(", ");

const entriesOf = (facts: Partial<Record<keyof SpanFacts, Label>>) =>
  Object.entries(facts) as [keyof SpanFacts, Label][];

/** Which facts are labels. */
const LABEL_FACTS = entriesOf({
  kind: "kind",
  name: "name",
  errorType: "error_type",
  failure: "failure",
  service: "service",
  environment: "environment",
  release: "release",
  version: "version",
  feature: "feature",
  functionName: "function_name",
  traceName: "trace_name",
  provider: "provider",
  requestModel: "request_model",
  responseModel: "response_model",
  finishReason: "finish_reason",
  toolName: "tool_name",
  promptName: "prompt_name",
  promptLabel: "prompt_label",
});
const UNKNOWN_LABELS = LABEL_FACTS.map(([fact]) => `null as "${fact}"`).join(", ");

/** Written into the row itself: there are thousands of them. */
function withRefs<Facts extends AdditionFacts | StoredSpan>(row: Carrying<Facts>): Facts {
  const { bodyRef, carries } = row;
  const refIf = (part: keyof typeof CARRIES): string | null =>
    (carries & CARRIES[part]) === 0 ? null : bodyRef;
  const facts = row as Partial<Record<Ref, string | null>>;
  facts.systemRef = refIf("system");
  facts.contextRef = refIf("context");
  facts.inputRef = refIf("input");
  facts.resultRef = refIf("result");
  facts.outputRef = refIf("output");
  if ("metadataRef" in row) facts.metadataRef = refIf("metadata");
  return row;
}
type Ref = "systemRef" | "contextRef" | "inputRef" | "resultRef" | "outputRef" | "metadataRef";

export interface StoredTrace {
  projectId: number;
  traceId: string;
  shardKey: number;
  startedUs: number;
  digest: string;
}

/** Everything known about one trace before it is derived anew. */
export interface TraceFacts {
  key: TraceKey;
  spans: StoredSpan[];
  additions: AdditionFacts[];
  stored: StoredTrace[];
}

export const keyOf = (row: { projectId: number; traceId: string }): string =>
  `${row.projectId} ${row.traceId}`;

/**
 * The rows of these traces in one of their tables.
 * Values, not joins: `= any` over the key's first columns is an index scan a trace, and works across shards; the bounds in
 * days are constants, so that other days' partitions are not even planned.
 * @param time the partition column
 */
export function ofTrace(
  tx: Tx,
  keys: readonly TraceKey[],
  time: "started_at" | "occurred_at",
  prefix: "" | "s." = "",
) {
  const projects = plainArray([...new Set(keys.map((key) => key.projectId))]);
  const traces = uuidArray(keys.map((key) => key.traceId));
  const shards = plainArray([...new Set(keys.map((key) => key.shardKey))]);
  const from = keys.reduce((day, key) => (key.firstDay < day ? key.firstDay : day), "9999-12-31");
  const lastDay = keys.reduce((day, key) => (key.lastDay > day ? key.lastDay : day), "0001-01-01");
  const to = new Date(Date.parse(`${lastDay}T00:00:00Z`) + 86_400_000).toISOString();
  return tx`
    ${tx.unsafe(prefix)}project_id = any(${projects}::int[])
    and ${tx.unsafe(prefix)}shard_key = any(${shards}::int[])
    and ${tx.unsafe(prefix)}trace_id = any(${traces}::uuid[])
    and ${tx.unsafe(prefix + time)} >= ${`${from}T00:00:00Z`}::timestamptz
    and ${tx.unsafe(prefix + time)} < ${to}::timestamptz`;
}

/** How many rows of spans and additions each of these traces has, by {@link keyOf}. */
export async function countFacts(tx: Tx, keys: readonly TraceKey[]): Promise<Map<string, number>> {
  const rows = await tx<{ projectId: number; traceId: string; facts: number }[]>`
    select project_id as "projectId", trace_id as "traceId", sum(facts)::int as facts
    from (
      select project_id, trace_id, count(*) as facts
      from spans
      where ${ofTrace(tx, keys, "started_at")}
      group by project_id, trace_id
      union all
      select project_id, trace_id, count(*)
      from span_additions
      where ${ofTrace(tx, keys, "occurred_at")}
      group by project_id, trace_id
    ) counted
    group by project_id, trace_id`;
  return new Map(rows.map((row) => [keyOf(row), row.facts]));
}

export interface ReadFactsOptions {
  /** Rows of spans, and of additions, at most; absent: no limit, and each recurring text is kept once. */
  limit?: number;
  /** Only these spans of one trace: a literal of bytea[]. */
  only?: string;
}

/**
 * Reads spans, additions and the derived row of many traces: three statements, sent together.
 * @returns null when there are more rows than `limit`
 */
export async function readFacts(
  tx: Tx,
  keys: readonly TraceKey[],
  { limit, only }: ReadFactsOptions = {},
): Promise<Map<string, TraceFacts> | null> {
  const mine = (time: "started_at" | "occurred_at") =>
    only === undefined
      ? ofTrace(tx, keys, time)
      : tx`${ofTrace(tx, keys, time)} and span_id = any(${only}::bytea[])`;
  const [spans, additions, stored] = await Promise.all([
    (limit === undefined && only === undefined ? wideRowsInPieces : wideRows)(tx<
      (Carrying<StoredSpan> & Labelled)[]
    >`
      select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey",
        encode(span_id, 'hex') as "spanId", encode(parent_span_id, 'hex') as "parentSpanId",
        (extract(epoch from started_at) * 1000000)::bigint as "startedUs", duration_ns as "durationNs",
        revision::text as revision, is_error as "isError", streaming,
        ttft_ns as "ttftNs", cost_nano_usd as "costNanoUsd", reported_cost_nano_usd as "reportedCostNanoUsd",
        input_uncached_tokens as "inputUncachedTokens", cache_read_tokens as "cacheReadTokens",
        cache_write_tokens as "cacheWriteTokens", input_audio_tokens as "inputAudioTokens",
        output_text_tokens as "outputTextTokens", reasoning_tokens as "reasoningTokens",
        output_audio_tokens as "outputAudioTokens",
        input_system_tokens as "inputSystemTokens", input_tools_tokens as "inputToolsTokens",
        input_history_tokens as "inputHistoryTokens", input_retrieved_tokens as "inputRetrievedTokens",
        input_user_tokens as "inputUserTokens",
        parts, flags, user_id as "userId", session_id as "sessionId", tags, response_id as "responseId",
        resource_digest as "resourceDigest", ${tx.unsafe(LABELLED_SQL)}, ${tx.unsafe(UNKNOWN_LABELS)},
        prompt_fingerprint::text as "promptFingerprint",
        body_ref::text as "bodyRef", carries, input_digest as "inputDigest", ${tx.unsafe(UNKNOWN_REFS)}, null as "metadataRef",
        derived_kind as "derivedKind", derived_feature as "derivedFeature", derived_user_id as "derivedUserId",
        derived_session_id as "derivedSessionId", derived_environment as "derivedEnvironment",
        derived_release as "derivedRelease", derived_ttft_ns as "derivedTtftNs",
        derived_fingerprint::text as "derivedFingerprint", derived_parts as "derivedParts",
        derived_step as "derivedStep", derived_attempt as "derivedAttempt",
        encode(derived_call_id, 'hex') as "derivedCallId", derived_call_trace_id as "derivedCallTraceId",
        derived_call_rank as "derivedCallRank", derived_order as "derivedOrder"
      from span_rows
      where ${mine("started_at")}
      limit ${limit === undefined ? null : limit + 1}`),
    tx<Carrying<StoredAddition>[]>`
      select project_id as "projectId", trace_id as "traceId", encode(span_id, 'hex') as "spanId",
        addition_id as "additionId", (extract(epoch from occurred_at) * 1000000)::bigint as "occurredUs", parts,
        finish_reason as "finishReason", prompt_fingerprint::text as "promptFingerprint",
        body_ref::text as "bodyRef", carries, input_digest as "inputDigest", ${tx.unsafe(UNKNOWN_REFS)}, call
      from span_additions
      where ${mine("occurred_at")}
      limit ${limit === undefined ? null : limit + 1}`,
    tx<StoredTrace[]>`
      select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey",
        (extract(epoch from started_at) * 1000000)::bigint as "startedUs", digest::text as digest
      from traces
      where ${ofTrace(tx, keys, "started_at")}`,
  ]);
  if (limit !== undefined && (spans.length > limit || additions.length > limit)) return null;
  const facts = new Map(
    keys.map((key): [string, TraceFacts] => [keyOf(key), { key, spans: [], additions: [], stored: [] }]),
  );
  // Another project's trace with the same id is not in the map: only what was asked for is taken.
  const labelsOf = await readLabels(tx, spans);
  for (const span of spans) {
    const labels = labelsOf(span);
    const said: Partial<Record<keyof SpanFacts, unknown>> = span;
    for (const [fact, name] of LABEL_FACTS) said[fact] = labels[name];
    facts.get(keyOf(span))?.spans.push(withRefs(span));
  }
  for (const addition of additions) facts.get(keyOf(addition))?.additions.push(withRefs(addition));
  for (const row of stored) facts.get(keyOf(row))?.stored.push(row);
  return facts;
}
