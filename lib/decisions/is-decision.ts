import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { shardKeyOf } from "@/lib/model/ids";

/** Whether a trace is marked as a decision. @param traceId 32 hex digits */
export async function isDecision(ctx: Context, traceId: string): Promise<boolean> {
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx`
      select from decisions
      where project_id = ${ctx.project.id} and shard_key = ${shardKeyOf(ctx.project.shardKeys, traceId)}
        and trace_id = ${traceId}::uuid`,
    { readOnly: true },
  );
  return rows.length > 0;
}
