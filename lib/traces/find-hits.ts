import type { TransactionSql } from "postgres";

import { byteaArray, plainArray, uuidArray } from "@/db/pg-array";
import { dayOfBlock, placeOf } from "@/lib/bodies/body-ref";
import type { BodySearch, RecordKey } from "@/lib/bodies/body-search";
import { foldCase } from "@/lib/bodies/fold";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";
import type { SpanKind } from "@/lib/model/kind";

import { shardList } from "./filter-sql";
import { hitIn, type HitPart, type SearchHit } from "./search-hit";
import { findFirst, snippetAround } from "./snippet";
import type { TraceRow } from "./trace-row";

/** A trace has at most so many records that are asked whose they are. */
const MOST_RECORDS = 200;

/**
 * Where a text was found in each of these traces: in a label, else in the first of its spans that carries it. Opens what
 * the search has opened.
 * @param bodies of the search; null: only labels were looked at
 * @returns by trace id; what is absent is gone
 */
export async function findHits(
  tx: TransactionSql,
  ctx: Context,
  q: string,
  rows: readonly TraceRow[],
  bodies: BodySearch | null,
): Promise<Map<string, SearchHit>> {
  const hits = new Map<string, SearchHit>();
  for (const row of rows) {
    const hit = hitInLabel(row, q);
    if (hit !== null) hits.set(row.trace_id, hit);
  }
  if (bodies === null) return hits;
  const carriers = rows.flatMap(({ trace_id: id }) =>
    hits.has(id) ? [] : (bodies.carriers.get(hexOfUuid(id)) ?? []).slice(0, MOST_RECORDS),
  );
  const firsts = await firstSpans(tx, ctx, carriers, rows);
  const found = await bodies.bodiesOf(firsts);
  for (const [index, body] of found.entries()) {
    const { trace_id: id, span_id, name, kind } = firsts[index] as FirstSpan;
    const hit = body && hitIn(body, bodies.needles, kind);
    if (hit) hits.set(id, { ...hit, span: { span_id, name, kind } });
  }
  return hits;
}

interface FirstSpan extends RecordKey {
  trace_id: string;
  span_id: string;
  name: string;
  kind: SpanKind;
}

/** Of each trace the first span that has one of these records, itself or by what a log event said of it. */
async function firstSpans(
  tx: TransactionSql,
  ctx: Context,
  records: readonly RecordKey[],
  rows: readonly TraceRow[],
): Promise<FirstSpan[]> {
  if (records.length === 0) return [];
  const days = records.map(({ ref }) => dayOfBlock(placeOf(ref).block)).toSorted();
  const ids = uuidArray(rows.map((row) => row.trace_id));
  const of = (time: "started_at" | "occurred_at") => tx`
    project_id = ${ctx.project.id}
    and shard_key = any(${shardList(ctx)}::int[])
    and trace_id = any(${ids}::uuid[])
    and ${tx(time)} >= ${`${days[0]}T00:00:00Z`}::timestamptz
    and ${tx(time)} < ${`${days.at(-1)}T00:00:00Z`}::timestamptz + interval '1 day'
    and body_ref = any(${plainArray([...new Set(records.map(({ ref }) => ref))])}::bigint[])`;
  const own = await tx<FirstSpan[]>`
    select distinct on (trace_id) trace_id, shard_key as "shardKey", body_ref::text as ref,
      encode(span_id, 'hex') as span_id, name, coalesce(derived_kind, kind) as kind
    from spans
    where ${of("started_at")}
    order by trace_id, started_at, span_id`;
  const known = new Set(own.map((span) => span.trace_id));
  if (rows.every((row) => known.has(row.trace_id))) return own;
  const added = await tx<(RecordKey & { trace_id: string; span_id: string })[]>`
    select distinct on (trace_id) trace_id, shard_key as "shardKey", body_ref::text as ref, encode(span_id, 'hex') as span_id
    from span_additions
    where ${of("occurred_at")}
    order by trace_id, occurred_at, span_id`;
  const others = added.filter((one) => !known.has(one.trace_id));
  return [...own, ...(await namedSpans(tx, ctx, others, days))];
}

/** What the spans that were added to are called. */
async function namedSpans(
  tx: TransactionSql,
  ctx: Context,
  added: readonly (RecordKey & { trace_id: string; span_id: string })[],
  days: readonly string[],
): Promise<FirstSpan[]> {
  if (added.length === 0) return [];
  const spans = await tx<{ trace_id: string; span_id: string; name: string; kind: SpanKind }[]>`
    select trace_id, encode(span_id, 'hex') as span_id, name, coalesce(derived_kind, kind) as kind
    from spans
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and started_at >= ${`${days[0]}T00:00:00Z`}::timestamptz - interval '1 day'
      and started_at < ${`${days.at(-1)}T00:00:00Z`}::timestamptz + interval '2 days'
      and trace_id = any(${uuidArray(added.map((one) => one.trace_id))}::uuid[])
      and span_id = any(${byteaArray(added.map((one) => one.span_id))}::bytea[])`;
  return added.flatMap((one) => {
    const span = spans.find((other) => other.trace_id === one.trace_id && other.span_id === one.span_id);
    return span ? [{ ...one, name: span.name, kind: span.kind }] : [];
  });
}

/** Whole user or session, beginning of the trace id, any part of the name: as the search asks. */
function hitInLabel(row: TraceRow, q: string): SearchHit | null {
  const hit = (part: HitPart, text: string, from: number, to: number): SearchHit => ({
    ...{ part, role: null, key: null, span: null },
    ...snippetAround(text, { from, to }),
  });
  const id = hexOfUuid(row.trace_id);
  const digits = q.replaceAll("-", "").toLowerCase();
  if (digits.length >= 8 && id.startsWith(digits)) return hit("trace_id", id, 0, digits.length);
  if (row.user_id === q) return hit("user_id", q, 0, q.length);
  if (row.session_id === q) return hit("session_id", q, 0, q.length);
  const named = findFirst(row.name, [foldCase(q)]);
  return named && hit("trace_name", row.name, named.from, named.to);
}
