import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface NewestTrace {
  /** 32 hex digits */
  traceId: string;
  name: string;
  /** ISO */
  startedAt: string;
}

/** The newest trace of the project; null while nothing has arrived. One row by index, cheap enough to ask every second. */
export async function newestTrace(ctx: Context): Promise<NewestTrace | null> {
  requirePermission(ctx, "read_aggregates");
  const [trace] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<NewestTrace[]>`
      select replace(trace_id::text, '-', '') as "traceId", name, started_at as "startedAt"
      from traces
      where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[])
      order by started_at desc
      limit 1`,
    { readOnly: true },
  );
  return trace ?? null;
}
