import type { Row } from "@/db/drizzle";
import type { incidents } from "@/db/schema/incidents";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface OpenIncident extends Row<
  typeof incidents,
  "title" | "link" | "openedAt" | "state" | "severity"
> {
  id: string;
}

/** What somebody should look at, the newest first. */
export async function listOpenIncidents(ctx: Context): Promise<OpenIncident[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<OpenIncident[]>`
      select id::text, title, link, opened_at as "openedAt", state, severity
      from incidents
      where project_id = ${ctx.project.id} and state in ('open', 'acknowledged')
      order by opened_at desc, id desc
      limit 20`,
    { readOnly: true },
  );
}
