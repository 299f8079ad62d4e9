import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { type Repricing, repricingColumns } from "./repricing";

/** The newest previews and repricings, the latest first. */
export async function listRepricings(ctx: Context, limit = 10): Promise<Repricing[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => [
      ...(await tx<Repricing[]>`
        select ${repricingColumns(tx)}
        from repricings
        where project_id = ${ctx.project.id}
        order by id desc
        limit ${limit}`),
    ],
    { readOnly: true },
  );
}
