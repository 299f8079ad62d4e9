import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { originOf } from "./origin-of";

/** Whether the demo is among the project's newest traces. */
export async function holdsSimulated(ctx: Context): Promise<boolean> {
  requirePermission(ctx, "read_aggregates");
  const origin = await inProject(ctx.sql, ctx.project.id, (tx) => originOf(tx, ctx.project), {
    readOnly: true,
  });
  return origin !== "real";
}
