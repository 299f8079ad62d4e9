import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { latencyObjectives as objectives } from "@/db/schema/objectives";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { OBJECTIVE_COLUMNS } from "./list-objectives";
import { objectiveText } from "./objective";

export const DeleteObjective = z.object({ id: z.int().positive() });
export type DeleteObjective = z.input<typeof DeleteObjective>;

/** The audit log keeps what it was. @throws Failure forbidden, bad_request, not_found */
export async function deleteObjective(ctx: Context, input: DeleteObjective): Promise<void> {
  requirePermission(ctx, "edit_objectives");
  const { id } = parse(DeleteObjective, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [gone] = await database(tx)
      .delete(objectives)
      .where(matching(objectives, { projectId: ctx.project.id, id }))
      .returning(columns(objectives, ...OBJECTIVE_COLUMNS));
    if (!gone) throw new Failure("not_found", "This objective is gone already. Reload the page.");
    await record(tx, ctx, {
      action: "objective.deleted",
      target: objectiveText(gone),
      detail: { id, ...gone },
    });
  });
}
