import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { hexOfUuid } from "@/lib/model/ids";

export interface RootlessTrace {
  /** 32 hex digits */
  traceId: string;
  /** Of its earliest span. */
  name: string;
  service: string | null;
  /** ISO */
  startedAt: string;
  spanCount: number;
}

/** A root ends last: what still runs is given this long after its last sign of life. */
const PATIENCE_MINUTES = 15;
const DAYS = 2;
const SHOWN = 20;
const COUNTED = 1_000;

/**
 * Traces whose root span has not come: of those that began within two days, and ended their last span a quarter of an hour ago.
 * By an index that holds such traces only.
 * @returns the newest 20, and how many there are (up to 1,000)
 */
export async function listRootless(ctx: Context): Promise<{ traces: RootlessTrace[]; count: number }> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ traces: RootlessTrace[] | null; count: number }[]>`
      with rootless as (
        select trace_id, name, service, started_at, span_count
        from traces
        where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[])
          and root_span_id is null
          and started_at > ${new Date(now.getTime() - DAYS * 86_400_000)}
          and started_at + make_interval(secs => coalesce(duration_ns, 0) / 1e9) < ${new Date(now.getTime() - PATIENCE_MINUTES * 60_000)}
        order by started_at desc
        limit ${COUNTED}
      ), newest as (
        select * from rootless order by started_at desc limit ${SHOWN}
      )
      select
        (select count(*)::int from rootless) as count,
        (
          select json_agg(json_build_object(
            'traceId', trace_id, 'name', name, 'service', service, 'startedAt', started_at, 'spanCount', span_count
          ) order by started_at desc)
          from newest
        ) as traces`,
    { readOnly: true },
  );
  const traces = (row?.traces ?? []).map((trace) => ({ ...trace, traceId: hexOfUuid(trace.traceId) }));
  return { traces, count: row?.count ?? 0 };
}
