import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface Unresolved {
  count: number;
  /** One of them at least is an alert. */
  alert: boolean;
}

/** How many incidents wait for somebody. @throws Failure forbidden */
export async function countUnresolved(ctx: Context): Promise<Unresolved> {
  requirePermission(ctx, "read_aggregates");
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Unresolved[]>`
      select count(*)::int as count, coalesce(bool_or(severity = 'alert'), false) as alert
      from incidents
      where project_id = ${ctx.project.id} and state in ('open', 'acknowledged')`,
    { readOnly: true },
  );
  return row ?? { count: 0, alert: false };
}
