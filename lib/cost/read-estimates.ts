import { matching, select } from "@/db/drizzle";
import { projects } from "@/db/schema/projects";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

/** Whether the project has calls without usage estimated. */
export async function readEstimates(ctx: Context): Promise<boolean> {
  requirePermission(ctx, "read_aggregates");
  const [row] = await select(ctx.sql, projects, "estimateTokens").where(
    matching(projects, { id: ctx.project.id }),
  );
  return row?.estimateTokens ?? false;
}
