import type { Tx } from "@/db/client";
import { isKeyTaken } from "@/db/error-codes";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { nameIsTaken } from "./save-view";
import { ChangeView } from "./schemas";

/**
 * Renames a view, gives it another list, deletes it, or makes it the default: of one's own whoever has it, of the project who may
 * edit its views. Everybody chooses their own default.
 * @throws Failure forbidden, bad_request, not_found, conflict (the name is taken)
 */
export async function changeView(ctx: Context, input: ChangeView): Promise<void> {
  requirePermission(ctx, "read_aggregates");
  const wanted = parse(ChangeView, input);
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null;
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const mine = tx`project_id = ${ctx.project.id} and id = ${wanted.id}`;
    // Others' own views are not there for anybody else.
    const [view] = await tx<{ name: string; shared: boolean }[]>`
      select name, owner_id is null as shared from saved_views
      where ${mine} and (owner_id is null or owner_id = ${userId})
      for update`;
    if (!view) throw new Failure("not_found", "This view is gone. Reload the page.");
    const ofProject = view.shared && !(wanted.change === "default" && wanted.of === "me");
    if (ofProject) requirePermission(ctx, "edit_views");
    switch (wanted.change) {
      case "rename":
        await tx
          .savepoint((inner) => inner`update saved_views set name = ${wanted.name} where ${mine}`)
          .catch((error: unknown) => {
            throw isKeyTaken(error) ? nameIsTaken(wanted.name) : error;
          });
        break;
      case "query":
        await tx`
          update saved_views set query = ${wanted.query}, saved_by = ${ctx.actor.name}, saved_at = ${ctx.now()} where ${mine}`;
        break;
      case "delete":
        await tx`delete from saved_views where ${mine}`;
        break;
      case "default":
        if (wanted.of === "me" && userId === null)
          throw new Failure("forbidden", "A default that is not the project's is of a person.");
        if (wanted.of === "project" && !view.shared)
          throw new Failure("bad_request", "What everybody sees has to be a view of the project.");
        await chooseDefault(tx, ctx, wanted.of === "me" ? userId : null, wanted.on ? wanted.id : null);
        break;
    }
    if (ofProject)
      await record(tx, ctx, {
        action: `view.${wanted.change === "delete" ? "deleted" : "changed"}`,
        target: view.name,
        detail: { id: wanted.id, change: wanted.change },
      });
  });
}

async function chooseDefault(
  tx: Tx,
  ctx: Context,
  userId: number | null,
  viewId: number | null,
): Promise<void> {
  const mine = tx`project_id = ${ctx.project.id} and user_id is not distinct from ${userId}`;
  await tx`delete from default_views where ${mine}`;
  if (viewId !== null)
    await tx`insert into default_views (project_id, user_id, view_id) values (${ctx.project.id}, ${userId}, ${viewId})`;
}
