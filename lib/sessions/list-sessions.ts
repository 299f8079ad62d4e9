import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { listScores } from "@/lib/scores/list-scores";
import { readCursor, writeCursor, type Cursor } from "@/lib/traces/cursor";
import type { TraceListQuery } from "@/lib/traces/filter";
import { filterSql, type Fragment } from "@/lib/traces/filter-sql";
import { DEFAULT_PAGE } from "@/lib/traces/list-traces";
import { pageOfColumns } from "@/lib/traces/page-of-traces";

import type { SessionSummary } from "./session";
import { sessionColumns, sessionOfRow, type SessionRow } from "./session-row";

export interface SessionPage {
  data: SessionSummary[];
  next_cursor: string | null;
}

/**
 * Conversations with a trace that passes the filter, the one that was last active first. Figures are of the traces that
 * pass; `q` is the beginning of a session id, or a whole user id.
 */
export async function listSessions(ctx: Context, query: TraceListQuery): Promise<SessionPage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const rows = await lastActive(tx, ctx, query, { after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const scores = groupBy(
        await listScores(tx, ctx, { sessionIds: page.map((row) => row.session_id) }),
        (score) => score.session_id,
      );
      return {
        data: page.map((row) => sessionOfRow(row, scores.get(row.session_id) ?? [])),
        next_cursor: last === undefined ? null : writeCursor(last.last_at, last.session_id),
      };
    },
    { readOnly: true },
  );
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

/** Traces that are walked for each session of a page, one walk after the other, before the whole range is read instead. */
const LOOKS = [8, 32, 128];
/** Sorts before every trace of its moment. */
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

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
    const known = [...cameBy].filter(([, at]) => at !== null && at !== last?.started_at).map(([id]) => id);
    for (const id of known) cameBy.set(id, null);
    if (known.length > 0) rows.push(...(await readSessions(tx, ctx, query, page, known)));
    if (last === undefined || rows.length >= page.limit) return rows.slice(0, page.limit);
    from = [last.started_at, last.trace_id];
  }
  return readSessions(tx, ctx, query, page);
}

/** What `q` says of sessions. */
function namedBy(tx: TransactionSql, query: TraceListQuery): Fragment | undefined {
  const q = query.q?.trim() ?? "";
  return q === "" ? undefined : tx`(starts_with(traces.session_id, ${q}) or traces.user_id = ${q})`;
}

/** A page of sessions in their order, of all or of some. */
async function readSessions(
  tx: TransactionSql,
  ctx: Context,
  query: TraceListQuery,
  { after, limit }: Page,
  ids?: readonly string[],
): Promise<SessionRow[]> {
  return tx<SessionRow[]>`
    select ${sessionColumns(tx)}
    from traces
    where ${filterSql(tx, ctx, query)}
      and ${ids === undefined ? tx`traces.session_id is not null` : tx`traces.session_id = any(${textArray(ids)}::text[])`}
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
