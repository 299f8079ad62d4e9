import type { Sql } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { CARRIES } from "@/lib/bodies/body-ids";
import { laneOf, shardKeyOf } from "@/lib/model/ids";
import { asSpanRow } from "@/lib/model/testing";

import type { AdditionFacts, SpanFacts } from "./facts";
import { TEN_SECOND_BUCKETS_MARKED_MS } from "./mark-stale";
import { isoOfUs } from "./write-derived";

/** 2025-03-01T12:00:00Z in microseconds: where stories of tests begin. */
export const NOON = Date.UTC(2025, 2, 1, 12) * 1000;

/** A span that says nothing but what is given. Times in microseconds after {@link NOON}, durations in milliseconds. */
export function span(
  id: string,
  said: Partial<SpanFacts> & { at?: number; ms?: number | null } = {},
): SpanFacts {
  const { at = 0, ms = 1000, ...rest } = said;
  return {
    spanId: id.padStart(16, "0"),
    parentSpanId: null,
    startedUs: NOON + at,
    durationNs: ms === null ? null : ms * 1e6,
    revision: "1",
    kind: "other",
    name: id,
    isError: false,
    errorType: null,
    failure: null,
    streaming: null,
    ttftNs: null,
    costNanoUsd: null,
    reportedCostNanoUsd: null,
    inputUncachedTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    inputAudioTokens: null,
    outputTextTokens: null,
    reasoningTokens: null,
    outputAudioTokens: null,
    inputSystemTokens: null,
    inputToolsTokens: null,
    inputHistoryTokens: null,
    inputRetrievedTokens: null,
    inputUserTokens: null,
    parts: 0,
    flags: 0,
    service: null,
    environment: null,
    release: null,
    version: null,
    feature: null,
    functionName: null,
    traceName: null,
    userId: null,
    sessionId: null,
    tags: null,
    provider: null,
    requestModel: null,
    responseModel: null,
    responseId: null,
    resourceDigest: null,
    finishReason: null,
    toolName: null,
    promptName: null,
    promptLabel: null,
    promptFingerprint: null,
    inputDigest: null,
    systemRef: null,
    contextRef: null,
    inputRef: null,
    resultRef: null,
    metadataRef: null,
    outputRef: null,
    ...rest,
    ...(rest.parentSpanId ? { parentSpanId: rest.parentSpanId.padStart(16, "0") } : {}),
  };
}

export const addition = (spanId: string, said: Partial<AdditionFacts> = {}): AdditionFacts => ({
  spanId: spanId.padStart(16, "0"),
  additionId: "00000000-0000-0000-0000-000000000001",
  occurredUs: NOON,
  parts: 0,
  finishReason: null,
  promptFingerprint: null,
  inputDigest: null,
  systemRef: null,
  contextRef: null,
  inputRef: null,
  resultRef: null,
  outputRef: null,
  call: null,
  ...said,
});

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Columns that are not the fact's name in snake case. */
const RENAMED: Record<string, (value: unknown) => [string, unknown]> = {
  spanId: (value) => ["span_id", Buffer.from(String(value), "hex")],
  parentSpanId: (value) => ["parent_span_id", value === null ? null : Buffer.from(String(value), "hex")],
  startedUs: (value) => ["started_at", isoOfUs(value as number)],
  occurredUs: (value) => ["occurred_at", isoOfUs(value as number)],
};

/** What a row carries: the record of any part that was given, and which parts. */
function carriedBy(facts: object): { body_ref: string | null; carries: number } {
  let carries = 0;
  let ref: string | null = null;
  for (const part of ["system", "context", "input", "result", "output", "metadata"] as const) {
    const given = (facts as Record<string, string | null | undefined>)[`${part}Ref`] ?? null;
    if (given === null) continue;
    carries |= CARRIES[part];
    ref = given;
  }
  return { body_ref: ref, carries };
}

interface Project {
  id: number;
  shardKeys: readonly number[];
}

/** Stores spans and additions of one trace as ingest does: with its days and a mark, in one transaction. */
export async function store(
  sql: Sql,
  project: Project,
  traceId: string,
  spans: readonly SpanFacts[],
  additions: readonly AdditionFacts[] = [],
): Promise<void> {
  const keys = {
    project_id: project.id,
    trace_id: traceId,
    shard_key: shardKeyOf(project.shardKeys, traceId),
  };
  type Values = Record<string, string | number | boolean | null>;
  const row = (facts: object): Values => ({
    ...keys,
    ...(Object.fromEntries(
      Object.entries(facts)
        .filter(([name]) => !name.endsWith("Ref"))
        .map(([name, value]) => RENAMED[name]?.(value) ?? [snake(name), value]),
    ) as Values),
    ...carriedBy(facts),
  });
  const days = [...spans.map((one) => one.startedUs), ...additions.map((one) => one.occurredUs)]
    .map((us) => isoOfUs(us).slice(0, 10))
    .sort();
  for (const day of new Set(days)) await sql`select ensure_partitions(${day}, ${day})`;
  await sql.begin(async (tx) => {
    for (const one of spans) {
      const { own_labels, ...values } = asSpanRow(row(one));
      await tx`
        insert into span_rows ${tx({ ...(values as Values), own_labels: textArray(own_labels as string[]) })}
        on conflict (project_id, trace_id, span_id, started_at, shard_key) do update
        set duration_ns = excluded.duration_ns, revision = excluded.revision, is_error = excluded.is_error,
          cost_nano_usd = excluded.cost_nano_usd, own_labels = excluded.own_labels
        where span_rows.revision < excluded.revision`;
    }
    for (const one of additions) await tx`insert into span_additions ${tx(row(one))} on conflict do nothing`;
    await tx`
      insert into trace_days (project_id, trace_id, shard_key, first_day, last_day)
      values (${project.id}, ${traceId}, ${keys.shard_key}, ${days[0] ?? ""}, ${days.at(-1) ?? ""})
      on conflict (project_id, trace_id, shard_key) do update
      set first_day = least(trace_days.first_day, excluded.first_day), last_day = greatest(trace_days.last_day, excluded.last_day)`;
    await tx`
      insert into dirty_traces (project_id, trace_id, shard_key, lane)
      values (${project.id}, ${traceId}, ${keys.shard_key}, ${laneOf(traceId)})`;
    await tx`
      insert into dirty_buckets (project_id, tier, bucket)
      select distinct ${project.id}::int, tier, date_bin(make_interval(secs => tier), t, '2000-01-01 00:00:00+00'::timestamptz)
      from unnest(${spans.map((one) => isoOfUs(one.startedUs))}::timestamptz[]) as t, unnest('{10,60}'::int[]) as tier
      where tier = 60 or t > clock_timestamp() - make_interval(secs => ${TEN_SECOND_BUCKETS_MARKED_MS / 1000})`;
  });
}
