import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { listScores } from "@/lib/scores/list-scores";
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
 * pass; `q` is the beginning of a session id, or a whole user id.
 */
export async function listSessions(ctx: Context, query: TraceListQuery): Promise<SessionPage> {
  const limit = query.limit ?? DEFAULT_PAGE;
  const q = query.q?.trim() === "" ? undefined : query.q?.trim();
  const [lastAt, sessionId] = query.cursor === undefined ? [] : readCursor(query.cursor);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const rows = await tx<SessionRow[]>`
        select ${sessionColumns(tx)}
        from traces
        where ${filterSql(tx, ctx, query)}
          and traces.session_id is not null
          ${q === undefined ? tx`` : tx`and (starts_with(traces.session_id, ${q}) or traces.user_id = ${q})`}
        group by traces.session_id
        ${
          lastAt === undefined || sessionId === undefined
            ? tx``
            : tx`having (max(traces.started_at), traces.session_id) < (${lastAt}::timestamptz, ${sessionId}::text)`
        }
        order by max(traces.started_at) desc, traces.session_id desc
        limit ${limit + 1}`;
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
