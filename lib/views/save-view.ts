import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { SaveView } from "./schemas";

/** Of one person, and of the project. */
const MOST = 100;

/**
 * Keeps a list under a name, for whoever asks or for the project.
 * @throws Failure forbidden, bad_request, conflict (the name is taken, or too many)
 */
export async function saveView(ctx: Context, input: SaveView): Promise<{ id: number }> {
  const { name, query, shared } = parse(SaveView, input);
  const owner = ownerOf(ctx, shared);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [row] = await tx<{ count: number }[]>`
      select count(*)::int as count from saved_views
      where project_id = ${ctx.project.id} and owner_id is not distinct from ${owner}`;
    if ((row?.count ?? 0) >= MOST)
      throw new Failure("conflict", `There are ${MOST} views: delete one first.`);
    const [made] = await tx<{ id: number }[]>`
      insert into saved_views (project_id, owner_id, name, query, saved_by, saved_at)
      values (${ctx.project.id}, ${owner}, ${name}, ${query}, ${ctx.actor.name}, ${ctx.now()})
      on conflict do nothing
      returning id`;
    if (!made) throw nameIsTaken(name);
    if (shared) await record(tx, ctx, { action: "view.saved", target: name, detail: { id: made.id } });
    return made;
  });
}

/** Whose a view is. @returns null: the project's @throws Failure forbidden */
function ownerOf(ctx: Context, shared: boolean): number | null {
  requirePermission(ctx, shared ? "edit_views" : "read_aggregates");
  if (shared) return null;
  if (ctx.actor.kind !== "user")
    throw new Failure("forbidden", "A view that is not the project's is of a person.");
  return ctx.actor.id;
}

export const nameIsTaken = (name: string): Failure =>
  new Failure("conflict", `There is a view “${name}” already. Choose another name.`, {
    details: [{ path: "name", message: "There is a view of this name already." }],
  });
