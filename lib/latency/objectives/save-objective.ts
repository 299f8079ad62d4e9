import { columns, database, matching } from "@/db/drizzle";
import { clockNow } from "@/db/schema/columns";
import { latencyObjectives as objectives } from "@/db/schema/objectives";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { objectiveText } from "./objective";
import { ObjectiveInput } from "./schemas";

/** Each objective is read whenever the page is: more than anybody watches would only slow it down. */
const MOST = 50;

/**
 * Sets an objective, or changes the one of this id. It judges what is stored already as well as what comes.
 * @param id null: a new one
 * @throws Failure forbidden, bad_request, not_found, conflict (there are 50 already)
 */
export async function saveObjective(
  ctx: Context,
  id: number | null,
  input: ObjectiveInput,
): Promise<{ id: number }> {
  requirePermission(ctx, "edit_objectives");
  const said = parse(ObjectiveInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const projectId = ctx.project.id;
    const values = { ...said, author: ctx.actor.name };
    const [saved] = await (id === null
      ? database(tx)
          .insert(objectives)
          .values({ ...values, projectId })
          .returning(columns(objectives, "id"))
      : database(tx)
          .update(objectives)
          .set({ ...values, changedAt: clockNow })
          .where(matching(objectives, { projectId, id }))
          .returning(columns(objectives, "id")));
    if (!saved)
      throw new Failure("not_found", "This objective is gone: somebody deleted it. Reload the page.");
    if (id === null && (await database(tx).$count(objectives, matching(objectives, { projectId }))) > MOST)
      throw new Failure("conflict", `A project has at most ${MOST} objectives; delete one first.`);
    await record(tx, ctx, {
      action: id === null ? "objective.added" : "objective.changed",
      target: objectiveText(said),
      detail: { id: saved.id, ...said },
    });
    return { id: saved.id };
  });
}
