import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

/** Whether the project has calls without usage estimated. */
export async function readEstimates(ctx: Context): Promise<boolean> {
  requirePermission(ctx, "read_aggregates");
  const [row] = await ctx.sql<{ on: boolean }[]>`
    select estimate_tokens as "on" from projects where id = ${ctx.project.id}`;
  return row?.on ?? false;
}
