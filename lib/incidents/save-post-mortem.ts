import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { noSuchIncident } from "./get-incident";
import { SavePostMortem } from "./schemas";

/**
 * Writes the post-mortem, unless somebody else has in between.
 * @returns when it was written, for the next change
 * @throws Failure forbidden, bad_request, not_found, conflict
 */
export async function savePostMortem(ctx: Context, input: SavePostMortem): Promise<{ at: string }> {
  requirePermission(ctx, "edit_incidents");
  const { id, text, basedOn } = parse(SavePostMortem, input);
  const at = ctx.now().toISOString();
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [incident] = await tx<{ title: string; at: string | null; by: string | null }[]>`
      select title, post_mortem_at as at, post_mortem_by as by
      from incidents
      where project_id = ${ctx.project.id} and id = ${id}
      for update`;
    if (!incident) throw noSuchIncident(id);
    const same =
      incident.at === null
        ? basedOn === null
        : basedOn !== null && Date.parse(basedOn) === Date.parse(incident.at);
    if (!same)
      throw new Failure(
        "conflict",
        `${incident.by} has written it meanwhile. Copy your text, reload the page and put both together.`,
      );
    await tx`
      update incidents set post_mortem = ${text}, post_mortem_at = ${at}::timestamptz, post_mortem_by = ${ctx.actor.name}
      where project_id = ${ctx.project.id} and id = ${id}`;
    await tx`
      insert into incident_events (project_id, incident_id, at, kind, actor)
      values (${ctx.project.id}, ${id}, ${at}::timestamptz, 'post_mortem', ${ctx.actor.name})`;
    await record(tx, ctx, {
      action: "incident.post_mortem",
      target: incident.title,
      detail: { id: Number(id) },
    });
  });
  return { at };
}
