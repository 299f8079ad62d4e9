import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { shardList } from "@/lib/traces/filter-sql";

/** Which turn of its session a trace is: from 1, of how many. */
export interface Turn {
  number: number;
  count: number;
  /** The trace of the turn after it; null: it is the last. */
  nextTraceId: string | null;
}

/** Traces of a session far apart in time are not looked for: a month to either side. */
export async function findTurn(
  ctx: Context,
  trace: { traceId: string; sessionId: string; startedAt: string },
): Promise<Turn> {
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Turn[]>`
      select
        (count(*) filter (
          where (traces.started_at, traces.trace_id) <= (${trace.startedAt}::timestamptz, ${trace.traceId}::uuid)
        ))::int as number,
        count(*)::int as count,
        replace((array_agg(traces.trace_id order by traces.started_at, traces.trace_id) filter (
          where (traces.started_at, traces.trace_id) > (${trace.startedAt}::timestamptz, ${trace.traceId}::uuid)
        ))[1]::text, '-', '') as "nextTraceId"
      from traces
      where traces.project_id = ${ctx.project.id}
        and traces.shard_key = any(${shardList(ctx)}::int[])
        and traces.session_id = ${trace.sessionId}
        and traces.started_at >= ${trace.startedAt}::timestamptz - interval '30 days'
        and traces.started_at < ${trace.startedAt}::timestamptz + interval '30 days'`,
    { readOnly: true },
  );
  return row ?? { number: 1, count: 1, nextTraceId: null };
}
