import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { objectiveText } from "./objective";
import type { CheckedObjective } from "./schemas";

export const DeleteObjective = z.object({ id: z.int().positive() });
export type DeleteObjective = z.input<typeof DeleteObjective>;

/** The audit log keeps what it was. @throws Failure forbidden, bad_request, not_found */
export async function deleteObjective(ctx: Context, input: DeleteObjective): Promise<void> {
  requirePermission(ctx, "edit_objectives");
  const { id } = parse(DeleteObjective, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [gone] = await tx<CheckedObjective[]>`
      delete from latency_objectives
      where project_id = ${ctx.project.id} and id = ${id}
      returning measure, threshold_ms as "thresholdMs", target::float8 as target, window_days as "windowDays",
        feature, environment, model`;
    if (!gone) throw new Failure("not_found", "This objective is gone already. Reload the page.");
    await record(tx, ctx, {
      action: "objective.deleted",
      target: objectiveText(gone),
      detail: { id, ...gone },
    });
  });
}
