import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/traces/cursor";
import type { TraceListQuery } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";
import { DEFAULT_PAGE } from "@/lib/traces/list-traces";

import type { SessionSummary } from "./session";
import { sessionColumns, sessionOfRow, type SessionRow } from "./session-row";

export interface SessionPage {
  data: SessionSummary[];
  next_cursor: string | null;
}

/**
 * Conversations with a trace that passes the filter, the one that was last active first. Figures are of the traces that
 * pass; `q` is the beginning of a session id.
 */
export async function listSessions(ctx: Context, query: TraceListQuery): Promise<SessionPage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  const [lastAt, sessionId] = query.cursor === undefined ? [] : readCursor(query.cursor);
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<SessionRow[]>`
      select ${sessionColumns(tx)}
      from traces
      where ${filterSql(tx, ctx, query)}
        and traces.session_id is not null
        ${query.q === undefined ? tx`` : tx`and starts_with(traces.session_id, ${query.q})`}
      group by traces.session_id
      ${
        lastAt === undefined || sessionId === undefined
          ? tx``
          : tx`having (max(traces.started_at), traces.session_id) < (${lastAt}::timestamptz, ${sessionId}::text)`
      }
      order by max(traces.started_at) desc, traces.session_id desc
      limit ${limit + 1}`,
    { readOnly: true },
  );
  const page = rows.slice(0, limit).map(sessionOfRow);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { data: page, next_cursor: last === undefined ? null : writeCursor(last.last_at, last.session_id) };
}
