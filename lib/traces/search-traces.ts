import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
import { noteContent } from "@/lib/audit/content-scope";
import type { BodySearch } from "@/lib/bodies/body-search";
import type { Context } from "@/lib/context";

import type { Cursor } from "./cursor";
import type { TraceListQuery } from "./filter";
import { rangeOf } from "./filter";
import { shardList } from "./filter-sql";
import { isNamedBy } from "./named-traces";
import { pageOfTraces } from "./page-of-traces";
import type { TraceRow } from "./trace-row";
import { amongSql, bodySearch, carriersOf, tracesWith } from "./traces-with";

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
  /** What was looked through; null: who asks may not read content, or an id was asked for. */
  bodies: BodySearch | null;
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
    if (rows.length > 0)
      return { rows, next: null, searchedTo: rangeOf(query, ctx.now()).from, bodies: null };
  }
  const deadline = performance.now() + BUDGET_MS;
  const range = rangeOf(query, ctx.now());
  const bodies = bodySearch(tx, ctx, query.q);
  // Which traces say something is content, too.
  if (bodies !== null) noteContent(tx);
  const few = await tracesWith(tx, ctx, query, bodies);
  if (few !== null) {
    const { after, limit } = page;
    const rows = await pageOfTraces(tx, ctx, query, { after, limit, and: amongSql(tx, few) });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      rows,
      next: last === undefined ? null : [last.started_at, last.trace_id],
      searchedTo: range.from,
      bodies,
    };
  }
  const search = new Search(tx, ctx, query, bodies);
  const rows: TraceRow[] = [];
  let after = page.after;
  // Much may hold it. Day by day, the newest first: where few blocks of a day may they are opened, else traces are asked slice by slice.
  for (let day = dayOf(after?.[0] ?? range.to); ; day = dayBefore(day)) {
    const from = laterOf(`${day}T00:00:00Z`, range.from);
    const found = await search.day(day, { from, after, limit: page.limit - rows.length, deadline });
    rows.push(...found.rows);
    if (found.next !== null) return { rows, next: found.next, searchedTo: found.next[0], bodies };
    if (Date.parse(from) <= Date.parse(range.from))
      return { rows, next: null, searchedTo: range.from, bodies };
    // Before all of that day.
    after = [from, LAST_ID];
    if (rows.length === page.limit || performance.now() > deadline)
      return { rows, next: after, searchedTo: from, bodies };
  }
}

const dayOf = (iso: string): string => new Date(Date.parse(iso) - 1).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;
const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
const laterOf = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);
/** As trace ids are written: a cursor reads no other form. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

interface DayOfTraces {
  /** ISO time: the day, or where the range begins within it. */
  from: string;
  after: Cursor | null;
  limit: number;
  /** As `performance.now()` counts. */
  deadline: number;
}

class Search {
  constructor(
    private readonly tx: TransactionSql,
    private readonly ctx: Context,
    private readonly query: TraceListQuery & { q: string },
    private readonly bodies: BodySearch | null,
  ) {}

  /** Traces that began on a day, after a cursor. @returns next: where to go on within the day; null: all of it is done */
  async day(day: string, page: DayOfTraces): Promise<{ rows: TraceRow[]; next: Cursor | null }> {
    // A trace's later spans may lie on the day after.
    const found = this.bodies === null ? [] : await this.bodies.recordsOf([day, dayAfter(day)]);
    if (found === null) return this.slices(page);
    const ids = await carriersOf(this.tx, this.ctx, found, {
      from: `${day}T00:00:00Z`,
      to: `${dayAfter(day)}T24:00:00Z`,
    });
    const { after, limit } = page;
    const rows = await pageOfTraces(
      this.tx,
      this.ctx,
      { ...this.query, from: page.from },
      {
        after,
        limit,
        and: this.tx`(traces.trace_id = any(${uuidArray(ids)}::uuid[]) or ${isNamedBy(this.tx, this.query.q)})`,
      },
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { rows, next: last === undefined ? null : [last.started_at, last.trace_id] };
  }

  /** Of a text that much may hold: the traces themselves, newest first. */
  private async slices({
    from,
    limit,
    deadline,
    ...page
  }: DayOfTraces): Promise<{ rows: TraceRow[]; next: Cursor | null }> {
    const rows: TraceRow[] = [];
    let { after } = page;
    for (let slice = FIRST_SLICE; ; slice = Math.min(slice * 2, LARGEST_SLICE)) {
      const candidates = await pageOfTraces(
        this.tx,
        this.ctx,
        { ...this.query, from },
        { after, limit: slice },
      );
      const hits = await this.matching(candidates);
      for (const row of candidates) {
        after = [row.started_at, row.trace_id];
        if (hits.has(row.trace_id)) rows.push(row);
        if (rows.length === limit) return { rows, next: after };
      }
      if (candidates.length < slice) return { rows, next: null };
      if (performance.now() > deadline) return { rows, next: after };
    }
  }

  private async matching(candidates: readonly TraceRow[]): Promise<Set<string>> {
    const { q } = this.query;
    const named = candidates.filter(
      (row) => row.user_id === q || row.session_id === q || row.name.toLowerCase().includes(q.toLowerCase()),
    );
    const hits = new Set(named.map((row) => row.trace_id));
    if (this.bodies === null) return hits;
    const others = candidates.filter((row) => !hits.has(row.trace_id));
    for (const traceId of await this.carrying(this.bodies, others)) hits.add(traceId);
    return hits;
  }

  /** Which of these traces carry the text: in what their spans said, were sent and were sent as. */
  private async carrying(bodies: BodySearch, candidates: readonly TraceRow[]): Promise<Set<string>> {
    const { tx, ctx } = this;
    const oldest = candidates.at(-1)?.started_at;
    if (oldest === undefined) return new Set();
    const of = (time: "started_at" | "occurred_at") => tx`
      project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and trace_id = any(${uuidArray(candidates.map((row) => row.trace_id))}::uuid[])
      and ${tx(time)} >= ${oldest}::timestamptz - interval '1 day'
      and body_ref is not null`;
    const rows = await tx<{ trace_id: string; shardKey: number; ref: string }[]>`
      select trace_id, shard_key as "shardKey", body_ref::text as ref from spans where ${of("started_at")}
      union all
      select trace_id, shard_key, body_ref::text from span_additions where ${of("occurred_at")}`;
    const hits = await bodies.among(rows);
    return new Set(rows.filter((_, index) => hits.has(index)).map((row) => row.trace_id));
  }
}
