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
    const values = {
      measure: said.measure,
      threshold_ms: said.thresholdMs,
      target: said.target,
      window_days: said.windowDays,
      feature: said.feature,
      environment: said.environment,
      model: said.model,
    };
    const [saved] = await (id === null
      ? tx<{ id: number }[]>`
          insert into latency_objectives ${tx({ ...values, project_id: ctx.project.id, author: ctx.actor.name })}
          returning id`
      : tx<{ id: number }[]>`
          update latency_objectives
          set ${tx({ ...values, author: ctx.actor.name })}, changed_at = clock_timestamp()
          where project_id = ${ctx.project.id} and id = ${id}
          returning id`);
    if (!saved)
      throw new Failure("not_found", "This objective is gone: somebody deleted it. Reload the page.");
    const [{ count } = { count: 0 }] = await tx<{ count: number }[]>`
      select count(*)::int as count from latency_objectives where project_id = ${ctx.project.id}`;
    if (id === null && count > MOST)
      throw new Failure("conflict", `A project has at most ${MOST} objectives; delete one first.`);
    await record(tx, ctx, {
      action: id === null ? "objective.added" : "objective.changed",
      target: objectiveText(said),
      detail: { id: saved.id, ...said },
    });
    return { id: saved.id };
  });
}
