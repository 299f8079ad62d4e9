import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";

const NEWEST = 1000;

/**
 * Whether the demo is among the project's newest traces. Not "among all": nothing finds a flag by index, and this is asked
 * for every page; a thousand rows along traces_by_time take a millisecond.
 */
export async function holdsSimulated(ctx: Context): Promise<boolean> {
  requirePermission(ctx, "read_aggregates");
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ found: boolean }[]>`
      with newest as (
        select flags
        from traces
        where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[])
        order by started_at desc
        limit ${NEWEST}
      )
      select exists (select from newest where flags & ${FLAG.simulated} <> 0) as found`,
    { readOnly: true },
  );
  return row?.found ?? false;
}
