import { z } from "zod";

import type { Tx } from "@/db/client";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import { type BodySearch, cameOf } from "@/lib/bodies/body-search";
import { foldCase } from "@/lib/bodies/fold";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";
import { digest128 } from "@/lib/model/digest";
import { parseJson } from "@/lib/model/json-text";
import { hexOfUuid } from "@/lib/model/ids";
import { isObject, type Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { shardList } from "./filter-sql";
import { hitsIn, type SearchHit } from "./search-hit";
import { findFirst } from "./snippet";
import { bodySearch } from "./traces-with";

export const FindInTraces = z.object({
  traceIds: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .min(1)
    .max(200),
  q: z.string().trim().min(1).max(200),
});
export type FindInTraces = z.input<typeof FindInTraces>;

/** A span that said it first. */
export interface FoundSpan {
  traceId: string;
  spanId: string;
  name: string;
  kind: SpanKind;
  /** Texts of it that hold what was looked for and stand in no span before; 0: its name alone does. */
  texts: number;
  /** The first of them. */
  hit: Omit<SearchHit, "span"> | null;
}

export interface FoundInTraces {
  /** Trace by trace, each in the order of its spans. */
  spans: FoundSpan[];
  /** Not all of it was looked through: it said it too often, or there is too much of it. */
  cut: boolean;
}

/** More are not gone through one by one. */
const MOST_FOUND = 500;
/** Texts that hold it, as often as spans carry them. */
const MOST_PLACES = 5_000;
const BUDGET_MS = 8_000;
/** Spans that are looked at between two looks at the clock. */
const ROWS_AT_ONCE = 2_000;

/**
 * Where traces say a text, in any part of what their spans carry and in the spans' names. Every call of a model carries all that was
 * said before it: a text is told once, with the first span that has it. What is in JSON within a text counts as that text.
 * @throws Failure bad_request, forbidden
 */
export async function findInTraces(ctx: Context, input: FindInTraces): Promise<FoundInTraces> {
  requirePermission(ctx, "read_aggregates");
  const { traceIds, q } = parse(FindInTraces, input);
  const until = performance.now() + BUDGET_MS;
  return readContent(ctx, { action: "traces.searched", traceIds }, async (tx) => {
    const spans: FoundSpan[] = [];
    for (const traceId of new Set(traceIds)) {
      const search = bodySearch(tx, ctx, q);
      if (search !== null) noteContent(tx);
      const looking = new Looking(search, foldCase(q));
      for (let after: Row | null = null; ;) {
        const rows: Row[] = await rowsAfter(tx, ctx, traceId, after);
        await looking.at(rows);
        after = rows.at(-1) ?? null;
        if (rows.length < ROWS_AT_ONCE || looking.places > MOST_PLACES || performance.now() > until) break;
      }
      spans.push(...looking.found());
      if (spans.length > MOST_FOUND || looking.places > MOST_PLACES || performance.now() > until)
        return { spans: spans.slice(0, MOST_FOUND), cut: true };
    }
    return { spans, cut: false };
  });
}

interface Row {
  traceId: string;
  spanId: string;
  shardKey: number;
  ref: string | null;
  at: string;
  /** Epoch seconds; null: it is not known to have ended. */
  startS: number;
  endS: number | null;
  name: string;
  kind: SpanKind;
  /** What a log event added to the span: it has its name from that. */
  added: boolean;
}

/** Texts that one body of a span says, each by its digest, and when it was there. */
interface Place {
  row: Row;
  texts: string[];
  hit: FoundSpan["hit"];
  atS: number;
}

/** One trace as it is gone through. */
class Looking {
  private readonly bodies = new Set<string>();
  private readonly saying: Place[] = [];

  constructor(
    private readonly search: BodySearch | null,
    private readonly needle: string,
  ) {}

  get places(): number {
    return this.saying.length;
  }

  async at(rows: readonly Row[]): Promise<void> {
    for (const row of rows)
      if (!row.added && findFirst(row.name, [this.needle]) !== null)
        this.saying.push({ row, texts: [], hit: null, atS: row.startS });
    const { search } = this;
    if (search === null) return;
    const carrying = rows.flatMap((row) =>
      row.ref === null ? [] : [{ row, ref: row.ref, shardKey: row.shardKey }],
    );
    const places = await search.among(carrying);
    const holding = carrying.filter((_, index) => places.has(index));
    const bodies = await search.bodiesOnce(holding, this.bodies);
    for (const [index, { row }] of holding.entries())
      for (const body of bodies[index] ?? [])
        for (const { said, ...hit } of hitsIn(body, search.needles, row.kind))
          this.saying.push({
            row,
            hit,
            texts: textsIn(said, search.needles).map(digest128),
            atS: cameOf(body.part) ? (row.endS ?? Number.POSITIVE_INFINITY) : row.startS,
          });
  }

  /** Spans that said something first, in their order: what came of a step was there when that had ended. */
  found(): FoundSpan[] {
    const told = new Set<string>();
    const found = new Map<string, FoundSpan & { startS: number }>();
    // Of two that end together, the inner one said it.
    const byTime = this.saying.toSorted((a, b) => a.atS - b.atS || b.row.startS - a.row.startS);
    for (const { row, texts, hit } of byTime) {
      const fresh = texts.filter((text) => !told.has(text));
      for (const text of fresh) told.add(text);
      if (fresh.length === 0 && hit !== null) continue;
      const { traceId, spanId, name, kind, startS } = row;
      const before = found.get(spanId);
      found.set(spanId, {
        ...{ traceId: hexOfUuid(traceId), spanId, name, kind, startS },
        texts: (before?.texts ?? 0) + fresh.length,
        hit: before?.hit ?? hit,
      });
    }
    return [...found.values()].toSorted((a, b) => a.startS - b.startS).map(({ startS: _, ...span }) => span);
  }
}

/** A text; of one that is JSON, as what a tool gave is in a message, those within it that hold one of the needles. */
function textsIn(text: string, needles: readonly string[]): string[] {
  const value = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (value === undefined || typeof value !== "object" || value === null) return [text];
  const within = [...leavesOf(value)].filter((leaf) => findFirst(leaf, needles) !== null);
  return within.length === 0 ? [text] : within.flatMap((leaf) => textsIn(leaf, needles));
}

function* leavesOf(value: Json): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* leavesOf(one);
  else if (isObject(value)) for (const one of Object.values(value)) yield* leavesOf(one);
  else if (value !== null) yield String(value);
}

/** Spans of a trace, and what was added to them, in their order. */
function rowsAfter(tx: Tx, ctx: Context, traceId: string, after: Row | null): Promise<Row[]> {
  const mine = (alias: string) => tx`
    ${tx(alias)}.project_id = d.project_id and ${tx(alias)}.shard_key = d.shard_key and ${tx(alias)}.trace_id = d.trace_id`;
  return tx<Row[]>`
    select * from (
      select s.trace_id as "traceId", encode(s.span_id, 'hex') as "spanId", s.shard_key as "shardKey", s.body_ref::text as ref,
        s.started_at as at, extract(epoch from s.started_at)::float8 as "startS",
        extract(epoch from s.started_at)::float8 + s.duration_ns / 1e9 as "endS", s.name, coalesce(s.derived_kind, s.kind) as kind, false as added
      from trace_days d
      join spans s on ${mine("s")} and s.started_at >= d.first_day and s.started_at < d.last_day + 1
      where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[]) and d.trace_id = ${traceId}::uuid
      union all
      select a.trace_id, encode(a.span_id, 'hex'), a.shard_key, a.body_ref::text, a.occurred_at,
        extract(epoch from s.started_at)::float8, extract(epoch from s.started_at)::float8 + s.duration_ns / 1e9, s.name,
        coalesce(s.derived_kind, s.kind), true
      from trace_days d
      join span_additions a on ${mine("a")} and a.occurred_at >= d.first_day and a.occurred_at < d.last_day + 2
      join spans s on ${mine("s")} and s.started_at >= d.first_day and s.started_at < d.last_day + 1 and s.span_id = a.span_id
      where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[]) and d.trace_id = ${traceId}::uuid
    ) rows
    ${after === null ? tx`` : tx`where (at, "spanId", added) > (${after.at}::timestamptz, ${after.spanId}, ${after.added})`}
    order by at, "spanId", added
    limit ${ROWS_AT_ONCE}`;
}
