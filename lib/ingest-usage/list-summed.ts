import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";
import { hexOfUuid } from "@/lib/model/ids";

export interface SummedTrace {
  traceId: string;
  name: string;
  service: string | null;
  startedAt: string;
  spanCount: number;
}

const SHOWN = 20;

/** Traces of a range that had too many spans to be resolved, the largest first. @returns the first 20 */
export async function listSummed(ctx: Context, range: { from: Date; to: Date }): Promise<SummedTrace[]> {
  requirePermission(ctx, "read_aggregates");
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<SummedTrace[]>`
      select trace_id as "traceId", name, service, started_at as "startedAt", span_count as "spanCount"
      from traces
      where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[])
        and flags & ${tx.unsafe(String(FLAG.summed))} <> 0 -- as the index says it
        and started_at >= ${range.from} and started_at < ${range.to}
      order by span_count desc, trace_id
      limit ${SHOWN}`,
    { readOnly: true },
  );
  return rows.map((row) => ({ ...row, traceId: hexOfUuid(row.traceId) }));
}
