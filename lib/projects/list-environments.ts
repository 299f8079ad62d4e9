import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

const LOOK_BACK_DAYS = 30;
const MOST = 50;

/**
 * Environments of recent traffic, by name. Hops from one value to the next along an index would need an index of its own;
 * the newest traces of the last month are enough to know them.
 */
export async function listEnvironments(ctx: Context): Promise<string[]> {
  requirePermission(ctx, "read_aggregates");
  const since = new Date(ctx.now().getTime() - LOOK_BACK_DAYS * 86_400_000);
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ environment: string }[]>`
      with recent as (
        select environment
        from traces
        where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[]) and started_at >= ${since}
        order by started_at desc
        limit 2000
      )
      select distinct environment from recent where environment is not null order by environment limit ${MOST}`,
    { readOnly: true },
  );
  return rows.map((row) => row.environment);
}
