import type { Sql, Tx } from "@/db/client";
import { plainArray, textArray, uuidArray } from "@/db/pg-array";
import { groupBy } from "@/lib/model/group-by";
import { laneOf } from "@/lib/model/ids";

import { keyOf, type TraceFacts } from "./read-facts";
import { findElsewhere, mayBeElsewhere, NEAR_US, type CallWords, type Elsewhere } from "./witnesses";
import { isoOfUs } from "./write-derived";

/** Where else the responses of a trace are told, by response id. */
export type ElsewhereOf = ReadonlyMap<string, Elsewhere>;

const NOWHERE: ElsewhereOf = new Map();

interface OtherCall extends CallWords {
  projectId: number;
  shardKey: number;
  derivedCallTraceId: string | null;
}

export interface ElsewhereFound {
  of: (facts: TraceFacts) => ElsewhereOf;
  /** Traces that say otherwise about one of these than they would if they were derived now. */
  stale: { projectId: number; traceId: string; shardKey: number }[];
}

/**
 * Looks for the responses of these traces in others of their projects: a provider or a gateway may report to the same place
 * as the program that called it. One statement for all; none where no call has a response id.
 * @param since where calls can be found by response id: {@link foundSince}
 */
export async function readElsewhere(
  tx: Tx,
  traces: readonly TraceFacts[],
  since: string,
): Promise<ElsewhereFound> {
  const own = traces.flatMap(({ spans }) =>
    spans.filter((span) => mayBeElsewhere(span.kind, span.responseId) && span.service !== null),
  );
  if (own.length === 0) return { of: () => NOWHERE, stale: [] };
  const times = own.map((span) => span.startedUs);
  const from = isoOfUs(times.reduce((a, b) => Math.min(a, b)) - NEAR_US);
  const to = isoOfUs(times.reduce((a, b) => Math.max(a, b)) + NEAR_US);
  const found = await tx<OtherCall[]>`
    select project_id as "projectId", trace_id as "traceId", shard_key as "shardKey", encode(span_id, 'hex') as "spanId",
      encode(parent_span_id, 'hex') as "parentSpanId", (extract(epoch from started_at) * 1000000)::bigint as "startedUs",
      case when duration_ns between 0 and ${Number.MAX_SAFE_INTEGER}::bigint then duration_ns end as "durationNs",
      kind, service, flags, response_id as "responseId",
      input_uncached_tokens as "inputUncachedTokens", cache_read_tokens as "cacheReadTokens",
      cache_write_tokens as "cacheWriteTokens", input_audio_tokens as "inputAudioTokens",
      output_text_tokens as "outputTextTokens", reasoning_tokens as "reasoningTokens",
      output_audio_tokens as "outputAudioTokens", derived_call_trace_id as "derivedCallTraceId"
    from spans
    where project_id = any(${plainArray([...new Set(own.map((span) => span.projectId))])}::int[])
      and response_id = any(${textArray([...new Set(own.map((span) => span.responseId ?? ""))])}::text[])
      and started_at >= greatest(${from}::timestamptz, ${since}::timestamptz)
      and started_at < ${to}::timestamptz
      and kind in ('llm', 'embedding')
      and trace_id <> all(${uuidArray([...new Set(own.map((span) => span.traceId))])}::uuid[])`;
  const batch = new Set(traces.map(({ key }) => keyOf(key)));
  const byResponse = new Map<string, OtherCall[]>();
  for (const call of [...found, ...own] as OtherCall[]) {
    if (!mayBeElsewhere(call.kind, call.responseId)) continue;
    const key = `${call.projectId} ${call.responseId}`;
    const known = byResponse.get(key);
    if (known) known.push(call);
    else byResponse.set(key, [call]);
  }
  const results = new Map<string, Map<string, Elsewhere>>();
  const stale = new Map<string, ElsewhereFound["stale"][number]>();
  for (const told of byResponse.values()) {
    const byTrace = groupBy(told, keyOf);
    if (byTrace.size < 2) continue;
    for (const [trace, calls] of byTrace) {
      const others = told.filter((call) => keyOf(call) !== trace);
      const elsewhere = findElsewhere(calls, others);
      const [first] = calls as [OtherCall];
      if (batch.has(trace)) {
        if (elsewhere === null) continue;
        const known = results.get(trace) ?? new Map<string, Elsewhere>();
        results.set(trace, known.set(first.responseId ?? "", elsewhere));
      } else if (isStale(calls, elsewhere, others)) stale.set(trace, first);
    }
  }
  return { of: ({ key }) => results.get(keyOf(key)) ?? NOWHERE, stale: [...stale.values()] };
}

/** It does not know that it is told elsewhere too; or it says so of a trace that is looked at and tells it no more. */
const isStale = (
  calls: readonly OtherCall[],
  elsewhere: Elsewhere | null,
  others: readonly OtherCall[],
): boolean =>
  elsewhere === null
    ? calls.some((call) => others.some((other) => other.traceId === call.derivedCallTraceId))
    : calls.every((call) => call.derivedCallTraceId === null);

/** Has traces derived once more. */
export function markTraces(tx: Tx, traces: ElsewhereFound["stale"]): Promise<unknown> | null {
  if (traces.length === 0) return null;
  return tx`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select * from unnest(${plainArray(traces.map((row) => row.projectId))}::int[], ${uuidArray(traces.map((row) => row.traceId))}::uuid[],
      ${plainArray(traces.map((row) => row.shardKey))}::int[], ${plainArray(traces.map((row) => laneOf(row.traceId)))}::smallint[])`.execute();
}

const starts = new WeakMap<Sql, Promise<string>>();

/** The first day from which on every day's calls are found by response id: older ones may have been too large to index. */
export function foundSince(sql: Sql): Promise<string> {
  let known = starts.get(sql);
  if (known === undefined) {
    known = readStart(sql);
    known.catch(() => starts.delete(sql));
    starts.set(sql, known);
  }
  return known;
}

async function readStart(sql: Sql): Promise<string> {
  const [row] = await sql<{ since: string | null }[]>`
    select (max(to_date(right(c.relname, 8), 'YYYYMMDD')) + 1)::text as since
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'spans'::regclass
      and not exists (
        select from pg_index x
        join pg_attribute a on a.attrelid = x.indexrelid and a.attname = 'response_id'
        where x.indrelid = c.oid)`;
  return `${row?.since ?? "0001-01-01"}T00:00:00Z`;
}
