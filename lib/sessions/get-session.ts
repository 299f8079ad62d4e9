import { z } from "zod";

import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parseQuery } from "@/lib/http/query";
import { listScores } from "@/lib/scores/list-scores";
import { readTraceCursor, writeCursor } from "@/lib/traces/cursor";
import { traceListQuerySchema } from "@/lib/traces/filter";
import { shardList } from "@/lib/traces/filter-sql";
import { summaries } from "@/lib/traces/list-traces";
import { traceColumns, type TraceRow } from "@/lib/traces/trace-row";

import type { SessionDocument } from "./session";
import { sessionColumns, sessionOfRow, type SessionRow } from "./session-row";

export const getSessionQuerySchema = z.object(traceListQuerySchema.shape).pick({ cursor: true, limit: true });
export type GetSessionQuery = z.output<typeof getSessionQuerySchema>;

/** @throws Failure bad_request that names the wrong parameter. */
export const parseGetSessionQuery = (params: URLSearchParams): GetSessionQuery =>
  parseQuery(getSessionQuerySchema, params);

const MOST_TRACES = 200;

/**
 * A whole conversation: its figures, its scores and those of its traces, and its traces in the order in which they began.
 * @throws Failure not_found when no trace names this session.
 */
export async function getSession(
  ctx: Context,
  input: { sessionId: string } & GetSessionQuery,
): Promise<SessionDocument> {
  const limit = input.limit ?? MOST_TRACES;
  const [startedAt, traceId] = input.cursor === undefined ? [] : readTraceCursor(input.cursor);
  // A session has no time of its own: whatever retention keeps, through the index by session.
  const oldest = new Date(ctx.now().getTime() - (ctx.project.retentionDays + 1) * 86_400_000).toISOString();
  return readContent(ctx, { action: "session.read", target: input.sessionId }, async (tx) => {
    const inSession = tx`
        traces.project_id = ${ctx.project.id}
        and traces.shard_key = any(${shardList(ctx)}::int[])
        and traces.session_id = ${input.sessionId}
        and traces.started_at >= ${oldest}::timestamptz`;
    const afterCursor =
      startedAt === undefined || traceId === undefined
        ? tx``
        : tx`and (traces.started_at, traces.trace_id) > (${startedAt}::timestamptz, ${traceId}::uuid)`;
    const [[session], traces] = await Promise.all([
      tx<
        SessionRow[]
      >`select ${sessionColumns(tx, ctx.now())} from traces where ${inSession} group by traces.session_id`,
      tx<TraceRow[]>`
          select ${traceColumns(tx)}
          from traces
          where ${inSession}
            ${afterCursor}
          order by traces.started_at, traces.trace_id
          limit ${limit + 1}`,
    ]);
    if (session === undefined) throw new Failure("not_found", "There is no such session in this project.");
    const page = traces.slice(0, limit);
    const last = traces.length > limit ? page.at(-1) : undefined;
    const [scores, data] = await Promise.all([
      listScores(tx, ctx, { sessionIds: [input.sessionId], traceIds: page.map((row) => row.trace_id) }),
      summaries(tx, ctx, page),
    ]);
    return {
      ...sessionOfRow(session, scores, {
        // Of a later page it is not told again.
        input: input.cursor === undefined ? (data[0]?.input_preview ?? null) : null,
        hidden: !may(ctx.actor, "read_content"),
      }),
      data,
      next_cursor: last === undefined ? null : writeCursor(last.started_at, last.trace_id),
    };
  });
}
