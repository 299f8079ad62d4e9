import type { Tx } from "@/db/client";
import { plainArray, textArray, uuidArray } from "@/db/pg-array";
import { groupBy } from "@/lib/model/group-by";
import { isModelCall, type SpanKind } from "@/lib/model/kind";

import type { AdditionFacts } from "./facts";
import { filled } from "./fill-calls";
import { keyOf, type StoredSpan, type TraceFacts } from "./read-facts";
import { type Labelled, LABELLED_SQL, readLabels } from "./read-labels";
import { byOccurrence } from "./span-tree";
import { findElsewhere, mayBeElsewhere, NEAR_US, type CallWords, type Elsewhere } from "./witnesses";
import { isoOfUs } from "./write-derived";

/** Where else the responses of a trace are told, by response id. */
export type ElsewhereOf = ReadonlyMap<string, Elsewhere>;

const NOWHERE: ElsewhereOf = new Map();

interface OtherCall extends CallWords {
  projectId: number;
  revision: string;
  derivedCallId: string | null;
  derivedCallTraceId: string | null;
}

type TraceRef = Pick<TraceFacts["key"], "projectId" | "traceId">;

export interface ElsewhereFound {
  of: (facts: TraceFacts) => ElsewhereOf;
  /**
   * Traces that say otherwise about one of these than they would if they were derived now.
   * @param changed keys of those that were derived anew and differed: the others have said it before, so that no two traces
   * have each other derived for ever
   */
  stale: (changed: ReadonlySet<string>) => TraceRef[];
}

/**
 * Looks for the responses of these traces in others of their projects: a provider or a gateway may report to the same place
 * as the program that called it. One statement for all; none where no call has a response id.
 */
export async function readElsewhere(tx: Tx, traces: readonly TraceFacts[]): Promise<ElsewhereFound> {
  const copies = traces.flatMap(copiesOf);
  const calls =
    copies.length === 0 ? [] : latest([...(await readOthers(tx, copies)), ...traces.flatMap(callsOf)]);
  // Whoever tells a response, or did until now by a copy that has lost.
  const tellers = groupBy(copies, responseKey);
  const batch = new Set(traces.map(({ key }) => keyOf(key)));
  const results = new Map<string, Map<string, Elsewhere>>();
  const stale: { trace: TraceRef; because: Iterable<string> }[] = [];
  for (const [response, told] of groupBy(calls, responseKey)) {
    const byTrace = groupBy(told, keyOf);
    const because = new Set([...byTrace.keys(), ...(tellers.get(response) ?? []).map(keyOf)]);
    for (const [trace, mine] of byTrace) {
      const others = told.filter((call) => keyOf(call) !== trace);
      const elsewhere = others.length === 0 ? null : findElsewhere(mine, others);
      const [first] = mine as [OtherCall];
      if (batch.has(trace)) {
        if (elsewhere === null) continue;
        const known = results.get(trace) ?? new Map<string, Elsewhere>();
        results.set(trace, known.set(first.responseId ?? "", elsewhere));
      } else if (isStale(mine, elsewhere)) stale.push({ trace: first, because });
    }
  }
  for (const facts of traces)
    stale.push(...lostLinks(facts, results.get(keyOf(facts.key)) ?? NOWHERE, batch));
  return {
    of: ({ key }) => results.get(keyOf(key)) ?? NOWHERE,
    stale: (changed) => {
      const found = stale.filter(({ because }) => [...because].some((trace) => changed.has(trace)));
      return [...new Map(found.map(({ trace }) => [keyOf(trace), trace])).values()];
    },
  };
}

const responseKey = ({ projectId, responseId }: OtherCall): string => `${projectId} ${responseId}`;

const tells = ({ kind, responseId, service }: OtherCall): boolean =>
  mayBeElsewhere(kind, responseId) && service !== null;

/** All stored copies of a trace's spans that tell a response, those among them that its derivation will take away. */
const copiesOf = ({ spans }: TraceFacts): OtherCall[] => spans.filter(tells);

/** A trace's own calls with a response id, with what additions tell about them: of each span the copy that wins, whatever that is. */
function callsOf({ spans, additions }: TraceFacts): OtherCall[] {
  const told = additions.filter((addition) => addition.call !== null);
  const winners = latest(spans);
  const all = told.length === 0 ? winners : winners.map((span) => filledBy(span, told));
  return all.filter(tells);
}

const filledBy = (span: StoredSpan, told: readonly AdditionFacts[]): StoredSpan =>
  filled(
    span,
    told.filter((addition) => addition.spanId === span.spanId).toSorted(byOccurrence),
  ) as StoredSpan;

async function readOthers(tx: Tx, own: readonly OtherCall[]): Promise<OtherCall[]> {
  const times = own.map((span) => span.startedUs);
  const from = isoOfUs(times.reduce((a, b) => Math.min(a, b)) - NEAR_US);
  const to = isoOfUs(times.reduce((a, b) => Math.max(a, b)) + NEAR_US);
  const projects = plainArray([...new Set(own.map((span) => span.projectId))]);
  const rows = await tx<(OtherCall & Labelled)[]>`
    select project_id as "projectId", shard_key as "shardKey", ${tx.unsafe(LABELLED_SQL)}, trace_id as "traceId", encode(span_id, 'hex') as "spanId", revision::text as revision,
      encode(parent_span_id, 'hex') as "parentSpanId", (extract(epoch from started_at) * 1000000)::bigint as "startedUs",
      case when duration_ns between 0 and ${Number.MAX_SAFE_INTEGER}::bigint then duration_ns end as "durationNs",
      flags, response_id as "responseId",
      input_uncached_tokens as "inputUncachedTokens", cache_read_tokens as "cacheReadTokens",
      cache_write_tokens as "cacheWriteTokens", input_audio_tokens as "inputAudioTokens",
      output_text_tokens as "outputTextTokens", reasoning_tokens as "reasoningTokens",
      output_audio_tokens as "outputAudioTokens", encode(derived_call_id, 'hex') as "derivedCallId",
      derived_call_trace_id as "derivedCallTraceId"
    from span_rows
    where project_id = any(${projects}::int[])
      and shard_key = any((select array_agg(key) from projects, unnest(shard_keys) key where id = any(${projects}::int[]))::int[])
      and response_id = any(${textArray([...new Set(own.map((span) => span.responseId ?? ""))])}::text[])
      and started_at >= ${from}::timestamptz
      and started_at < ${to}::timestamptz
      and trace_id <> all(${uuidArray([...new Set(own.map((span) => span.traceId))])}::uuid[])`;
  const labelsOf = await readLabels(tx, rows);
  return rows
    .map((row) => {
      const { kind, service } = labelsOf(row);
      return { ...row, kind: kind as SpanKind, service };
    })
    .filter((row) => isModelCall(row.kind));
}

/** Of copies of a span the one that wins, as in lib/derive/span-tree.ts: the others are still there until its trace is derived. */
function latest<Call extends OtherCall>(calls: readonly Call[]): Call[] {
  const winners = new Map<string, Call>();
  for (const call of calls) {
    const key = `${keyOf(call)} ${call.spanId}`;
    const other = winners.get(key);
    if (other === undefined || isLater(call, other)) winners.set(key, call);
  }
  return [...winners.values()];
}

const isLater = (a: OtherCall, b: OtherCall): boolean =>
  a.revision === b.revision ? a.startedUs > b.startedUs : BigInt(a.revision) > BigInt(b.revision);

/** What it was last derived to be told by is not what it would be now. */
const isStale = (calls: readonly OtherCall[], elsewhere: Elsewhere | null): boolean =>
  elsewhere === null
    ? calls.some((call) => call.derivedCallTraceId !== null)
    : !calls.some(
        (call) => call.derivedCallTraceId === elsewhere.traceId && call.derivedCallId === elsewhere.spanId,
      );

/** Traces that told a call of this one, and do so no longer. */
function lostLinks(
  { key, spans }: TraceFacts,
  now: ElsewhereOf,
  batch: ReadonlySet<string>,
): { trace: TraceRef; because: Iterable<string> }[] {
  const before = new Set(spans.map((span) => span.derivedCallTraceId).filter((traceId) => traceId !== null));
  if (before.size === 0) return [];
  for (const { traceId } of now.values()) before.delete(traceId);
  return [...before]
    .map((traceId) => ({ projectId: key.projectId, traceId }))
    .filter((trace) => !batch.has(keyOf(trace)))
    .map((trace) => ({ trace, because: [keyOf(key)] }));
}

/** Has traces derived once more. */
export function markTraces(tx: Tx, traces: readonly TraceRef[]): Promise<unknown> | null {
  if (traces.length === 0) return null;
  return tx`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select project_id, trace_id, shard_key, get_byte(uuid_send(trace_id), 15) & 63
    from trace_days
    where project_id = any(${plainArray([...new Set(traces.map((row) => row.projectId))])}::int[])
      and trace_id = any(${uuidArray(traces.map((row) => row.traceId))}::uuid[])`.execute();
}
