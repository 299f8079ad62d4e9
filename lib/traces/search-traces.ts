import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
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

/** Which of these traces carry the text: in messages of any call's whole context, in other bodies, in what those refer to. */
async function carrying(
  tx: TransactionSql,
  ctx: Context,
  candidates: TraceRow[],
  q: string,
): Promise<string[]> {
  const oldest = candidates.at(-1)?.started_at;
  if (oldest === undefined) return [];
  const inText = likePattern(q);
  // Inside stored JSON a quote, a backslash or a line break is written differently.
  const inJson = likePattern(JSON.stringify(q).slice(1, -1));
  const ids = uuidArray(candidates.map((row) => row.trace_id));
  const shards = shardList(ctx);
  const rows = await tx<{ trace_id: string }[]>`
    with recursive carried as materialized (
      select trace_id, context_id, array_cat(array_cat(output_ids, document_ids), array[system_id, input_id, result_id, error_id]) as ids
      from spans
      where project_id = ${ctx.project.id}
        and shard_key = any(${shards}::int[])
        and trace_id = any(${ids}::uuid[])
        and started_at >= ${oldest}::timestamptz - interval '1 day'
      union all
      select trace_id, context_id, array_cat(array_cat(output_ids, document_ids), array[system_id, input_id, result_id, error_id])
      from span_additions
      where project_id = ${ctx.project.id}
        and shard_key = any(${shards}::int[])
        and trace_id = any(${ids}::uuid[])
        and occurred_at >= ${oldest}::timestamptz - interval '1 day'
    ),
    context as (
      select trace_id, context_id as id
      from carried
      where context_id is not null
      union
      select context.trace_id, contexts.parent_id
      from context
      join contexts
        on contexts.project_id = ${ctx.project.id}
       and contexts.shard_key = any(${shards}::int[])
       and contexts.id = context.id
      where contexts.parent_id is not null
    ),
    content_of as materialized (
      select trace_id, unnest(ids) as id
      from carried
      union
      select context.trace_id, unnest(contexts.message_ids)
      from context
      join contexts
        on contexts.project_id = ${ctx.project.id}
       and contexts.shard_key = any(${shards}::int[])
       and contexts.id = context.id
    ),
    body as materialized (
      select contents.id, contents.format, contents.body
      from contents
      where contents.project_id = ${ctx.project.id}
        and contents.shard_key = any(${shards}::int[])
        and contents.id = any(array(select distinct id from content_of where id is not null))
    ),
    referred as materialized (
      select body.id as by_id, ref[1]::uuid as id
      from body, regexp_matches(body.body, '"\\$content":"([0-9a-f]{32})"', 'g') ref
      where body.format = 1
    ),
    hit as materialized (
      select id from body where format = 0 and body ilike ${inText}
      union
      select id from body where format = 1 and body ilike ${inJson}
      union
      select referred.by_id
      from contents
      join referred on referred.id = contents.id
      where contents.project_id = ${ctx.project.id}
        and contents.shard_key = any(${shards}::int[])
        and contents.id = any(array(select id from referred))
        and contents.body ilike ${inText}
    )
    select distinct content_of.trace_id
    from content_of
    join hit on hit.id = content_of.id`;
  return rows.map((row) => row.trace_id);
}

const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
