import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
import { findInBodies } from "@/lib/bodies/find-in-bodies";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import type { Cursor } from "./cursor";
import type { TraceListQuery } from "./filter";
import { rangeOf } from "./filter";
import { shardList } from "./filter-sql";
import { pageOfTraces } from "./page-of-traces";
import type { TraceRow } from "./trace-row";

/** The lowest and highest trace id that begins with at least 8 hex digits; null when the text is no beginning of an id. */
function traceIdRange(text: string): { low: string; high: string } | null {
  const hex = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{8,32}$/.test(hex) ? { low: hex.padEnd(32, "0"), high: hex.padEnd(32, "f") } : null;
}

/** How much one answer looks through: text is searched newest first, in slices, until a page is full or this is spent. */
const BUDGET_MS = 1_500;
const FIRST_SLICE = 100;
const LARGEST_SLICE = 1_600;

export interface Found {
  rows: TraceRow[];
  /** Where to go on; null when the whole range has been looked through. */
  next: Cursor | null;
  /** Everything that started at or after this was looked through. */
  searchedTo: string;
}

/**
 * Traces that are named by `q` (beginning of the trace id, whole user or session id) or carry its text in any content,
 * in any language, in any letter case. Text is a plain substring: no words, no stems, so Chinese and Arabic work.
 */
export async function searchTraces(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery & { q: string },
  page: { after: Cursor | null; limit: number },
): Promise<Found> {
  const named = page.after === null ? traceIdRange(query.q) : null;
  if (named !== null) {
    // An id is looked up, not scanned for; digits that no trace begins with are looked for as text.
    const and = tx`traces.trace_id between ${named.low}::uuid and ${named.high}::uuid`;
    const rows = await pageOfTraces(tx, ctx, query, { after: null, limit: page.limit, and });
    if (rows.length > 0) return { rows, next: null, searchedTo: rangeOf(query, ctx.now()).from };
  }
  const deadline = performance.now() + BUDGET_MS;
  const rows: TraceRow[] = [];
  let after = page.after;
  for (let slice = FIRST_SLICE; ; slice = Math.min(slice * 2, LARGEST_SLICE)) {
    const candidates = await pageOfTraces(tx, ctx, query, { after, limit: slice });
    const hits = await matching(tx, ctx, candidates, query.q);
    for (const row of candidates) {
      after = [row.started_at, row.trace_id];
      if (hits.has(row.trace_id)) rows.push(row);
      if (rows.length === page.limit) return { rows, next: after, searchedTo: row.started_at };
    }
    if (candidates.length < slice) return { rows, next: null, searchedTo: rangeOf(query, ctx.now()).from };
    if (performance.now() > deadline) return { rows, next: after, searchedTo: after?.[0] ?? "" };
  }
}

async function matching(
  tx: TransactionSql,
  ctx: Context,
  candidates: TraceRow[],
  q: string,
): Promise<Set<string>> {
  const named = candidates.filter(
    (row) => row.user_id === q || row.session_id === q || row.name.toLowerCase().includes(q.toLowerCase()),
  );
  const hits = new Set(named.map((row) => row.trace_id));
  if (!may(ctx.actor, "read_content")) return hits;
  const others = candidates.filter((row) => !hits.has(row.trace_id));
  for (const traceId of await carrying(tx, ctx, others, q)) hits.add(traceId);
  return hits;
}

/** Which of these traces carry the text: in what their spans said, were sent and were sent as. */
async function carrying(
  tx: TransactionSql,
  ctx: Context,
  candidates: TraceRow[],
  q: string,
): Promise<Set<string>> {
  const oldest = candidates.at(-1)?.started_at;
  if (oldest === undefined) return new Set();
  const ids = uuidArray(candidates.map((row) => row.trace_id));
  const shards = shardList(ctx);
  const rows = await tx<{ trace_id: string; shard: number; ref: string }[]>`
    select trace_id, shard_key as shard, body_ref::text as ref
    from spans
    where project_id = ${ctx.project.id}
      and shard_key = any(${shards}::int[])
      and trace_id = any(${ids}::uuid[])
      and started_at >= ${oldest}::timestamptz - interval '1 day'
      and body_ref is not null
    union all
    select trace_id, shard_key, body_ref::text
    from span_additions
    where project_id = ${ctx.project.id}
      and shard_key = any(${shards}::int[])
      and trace_id = any(${ids}::uuid[])
      and occurred_at >= ${oldest}::timestamptz - interval '1 day'
      and body_ref is not null`;
  const hits = await findInBodies(
    tx,
    ctx.project.id,
    rows.map(({ ref, shard: shardKey }) => ({ ref, shardKey })),
    q,
  );
  return new Set(rows.filter((_, index) => hits.has(index)).map((row) => row.trace_id));
}
