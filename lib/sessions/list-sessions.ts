import type { TransactionSql } from "postgres";
import { z } from "zod";

import { textArray } from "@/db/pg-array";
import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { listScores } from "@/lib/scores/list-scores";
import { parseCursor, readCursor, writeCursor, type Cursor } from "@/lib/traces/cursor";
import { rangeOf, type TraceListQuery } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import type { Fragment } from "@/lib/traces/trace-condition";
import { DEFAULT_PAGE } from "@/lib/traces/list-traces";
import { pageOfColumns } from "@/lib/traces/page-of-traces";
import { sortedFrom } from "@/lib/traces/sorted-traces";

import { firstInputs } from "./first-inputs";
import type { SessionSummary } from "./session";
import { sessionColumns, sessionOfRow, type SessionRow } from "./session-row";
import { SESSION_SORTS, type SessionSortKey, type SessionSortWord } from "./session-sort";

export interface SessionPage {
  data: SessionSummary[];
  next_cursor: string | null;
  /** Sorted lists of very many traces only: older ones than this are not in it. */
  sorted_from?: string;
}

/**
 * Conversations with a trace that passes the filter, the one that was last active first unless they are sorted by a number. Figures are of the traces that
 * pass; `q` is the beginning of a session id, or a whole user id.
 */
export async function listSessions(
  ctx: Context,
  query: TraceListQuery,
  sort: SessionSortWord | null = null,
): Promise<SessionPage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  return readContent(ctx, { action: "sessions.listed" }, async (tx) => {
    const { rows, cursorOf, sortedSince } =
      sort === null
        ? await byActivity(tx, ctx, query, limit + 1)
        : await sortedSessions(tx, ctx, query, sort, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const scores = groupBy(
      await listScores(tx, ctx, { sessionIds: page.map((row) => row.session_id) }),
      (score) => score.session_id,
    );
    const firsts = await firstInputs(tx, ctx, query, page);
    const hidden = !may(ctx.actor, "read_content");
    return {
      data: page.map((row) =>
        sessionOfRow(row, scores.get(row.session_id) ?? [], {
          input: firsts.get(row.session_id) ?? null,
          hidden,
        }),
      ),
      next_cursor: last === undefined ? null : cursorOf(last),
      ...(sortedSince !== null && { sorted_from: sortedSince }),
    };
  });
}

interface Ranked {
  rows: SessionRow[];
  cursorOf: (row: SessionRow) => string;
  /** Where the order begins, if that is not with the range. */
  sortedSince: string | null;
}

async function byActivity(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  limit: number,
): Promise<Ranked> {
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  return {
    rows: await lastActive(tx, ctx, query, { after, limit }),
    cursorOf: (row) => writeCursor(row.last_at, row.session_id),
    sortedSince: null,
  };
}

/** Where a sorted page ended: the value, and the session among equal ones. */
const sortCursor = z.tuple([
  z
    .string()
    .regex(/^-?\d{1,19}$/)
    .nullable(),
  z.string().max(512),
]);

/** By a number over all sessions of what is sorted; equal ones by their id. */
async function sortedSessions(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  sort: SessionSortWord,
  limit: number,
): Promise<Ranked> {
  const [key, way] = sort.split(".") as [SessionSortKey, "asc" | "desc"];
  const value = tx.unsafe(SESSION_SORTS[key]) as unknown as Fragment;
  const { from, bounded } = await sortedFrom(tx, ctx, query);
  const [at, id] = query.cursor === undefined ? [] : parseCursor(sortCursor, query.cursor);
  const further = way === "desc" ? tx`<` : tx`>`;
  const beyond =
    id === undefined || at === undefined
      ? tx``
      : at === null
        ? tx`having (${value}) is null and traces.session_id > ${id}`
        : tx`having (${value}) ${further} ${at}::bigint or (${value}) is null
            or ((${value}) = ${at}::bigint and traces.session_id > ${id})`;
  const rows = await tx<(SessionRow & { sort_value: string | null })[]>`
    select ${sessionColumns(tx, ctx.now())}, (${value})::text as sort_value
    from (
      select *
      from traces
      where ${filterSql(tx, ctx, query)}
        and traces.started_at >= ${from}::timestamptz
        and traces.session_id is not null
        and ${namedBy(tx, query) ?? tx`true`}
      -- A fence: in the order of the index by session each trace would be a page of its own.
      offset 0
    ) as traces
    group by traces.session_id
    ${beyond}
    order by (${value}) ${way === "desc" ? tx`desc` : tx`asc`} nulls last, traces.session_id
    limit ${limit}`;
  return {
    rows,
    cursorOf: (row) =>
      Buffer.from(JSON.stringify([(row as (typeof rows)[number]).sort_value, row.session_id])).toString(
        "base64url",
      ),
    sortedSince: bounded ? from : null,
  };
}

interface Turn {
  started_at: string;
  trace_id: string;
  session_id: string | null;
}

interface Page {
  after: Cursor | null;
  limit: number;
}

/** Traces that are walked for each session of a page, one walk after the other, before sessions are looked for window by window. */
const LOOKS = [8, 32];
/** Sorts before every trace of its moment. */
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const MINUTE_MS = 60_000;
/** Each window of time is longer than the one before by this. */
const LONGER = 4;

/**
 * Walks traces from the newest on: a session's place in the list is its first trace that comes by, so a page is mostly known long
 * before the range is read. Sessions that came by at the very moment where a walk stopped wait for the next one, which sees all of
 * that moment.
 */
async function lastActive(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  page: Page,
): Promise<SessionRow[]> {
  const rows: SessionRow[] = [];
  /** Sessions that came by, and when first; those that were read have no time any more. */
  const cameBy = new Map<string, string | null>();
  const read = async (isKnown: (at: string) => boolean): Promise<boolean> => {
    const known = [...cameBy].filter(([, at]) => at !== null && isKnown(at)).map(([id]) => id);
    for (const id of known) cameBy.set(id, null);
    if (known.length > 0) rows.push(...(await readSessions(tx, ctx, query, page, known)));
    return rows.length >= page.limit;
  };
  let from: Cursor | null = page.after && [page.after[0], FIRST_ID];
  for (const look of LOOKS) {
    const most = page.limit * look;
    const turns = await pageOfColumns<Turn>(tx, ctx, query, {
      after: from,
      limit: most,
      and: namedBy(tx, query),
      columns: tx`traces.started_at, traces.trace_id, traces.session_id`,
    });
    for (const { session_id, started_at } of turns)
      if (session_id !== null && !cameBy.has(session_id)) cameBy.set(session_id, started_at);
    const last = turns.length === most ? turns.at(-1) : undefined;
    if ((await read((at) => at !== last?.started_at)) || last === undefined) return rows.slice(0, page.limit);
    from = [last.started_at, last.trace_id];
  }
  // A few sessions talk very much, or most traces have none: the store looks through windows of time, longer and longer ones.
  const range = rangeOf(query, ctx.now());
  const firstMs = Date.parse(range.from);
  let end = from?.[0] ?? range.to;
  let most = page.limit * LONGER;
  for (let widthMs = Math.max(MINUTE_MS, Date.parse(range.to) - Date.parse(end)); ;) {
    const startMs = Math.max(firstMs, Date.parse(end) - widthMs);
    const start = new Date(startMs).toISOString();
    const found = await sessionsWithin(tx, ctx, query, { start, end, most, without: [...cameBy.keys()] });
    for (const { session_id, last_at } of found) cameBy.set(session_id, last_at);
    const last = found.length === most ? found.at(-1) : undefined;
    if (await read((at) => at !== last?.last_at)) return rows.slice(0, page.limit);
    if (last === undefined && startMs === firstMs) return rows;
    if (last === undefined) widthMs *= LONGER;
    // As many at one moment as were asked for: more are asked for.
    else if (found[0]?.last_at === last.last_at) most *= LONGER;
    end = last?.last_at ?? start;
    for (const { session_id, last_at } of found) if (last_at === last?.last_at) cameBy.delete(session_id);
  }
}

/** Sessions with a trace that passes within a window of time, both ends included, by the last one of these. */
async function sessionsWithin(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  { start, end, most, without }: { start: string; end: string; most: number; without: readonly string[] },
): Promise<{ session_id: string; last_at: string }[]> {
  return tx<{ session_id: string; last_at: string }[]>`
    select traces.session_id, max(traces.started_at) as last_at
    from traces
    where ${filterSql(tx, ctx, query)}
      and traces.started_at >= ${start}::timestamptz
      and traces.started_at <= ${end}::timestamptz
      and traces.session_id is not null
      and traces.session_id <> all(${textArray(without)}::text[])
      and ${namedBy(tx, query) ?? tx`true`}
    group by traces.session_id
    order by max(traces.started_at) desc, traces.session_id desc
    limit ${most}`;
}

/** What `q` says of sessions. */
function namedBy(tx: TransactionSql, query: TraceListQuery): Fragment | undefined {
  const q = query.q?.trim() ?? "";
  return q === "" ? undefined : tx`(starts_with(traces.session_id, ${q}) or traces.user_id = ${q})`;
}

/** Of these sessions those that come after the cursor, in their order. */
async function readSessions(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  { after, limit }: Page,
  ids: readonly string[],
): Promise<SessionRow[]> {
  return tx<SessionRow[]>`
    select ${sessionColumns(tx, ctx.now())}
    from traces
    where ${filterSql(tx, ctx, query)}
      and traces.session_id = any(${textArray(ids)}::text[])
      and ${namedBy(tx, query) ?? tx`true`}
    group by traces.session_id
    ${
      after === null
        ? tx``
        : tx`having (max(traces.started_at), traces.session_id) < (${after[0]}::timestamptz, ${after[1]}::text)`
    }
    order by max(traces.started_at) desc, traces.session_id desc
    limit ${limit}`;
}
