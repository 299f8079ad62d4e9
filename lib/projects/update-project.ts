import { database, matching, select } from "@/db/drizzle";
import { projects } from "@/db/schema/projects";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { UpdateProject } from "./schemas";

/**
 * Changes a project's name and how long its telemetry is kept. A shorter time deletes what is older with the next round of
 * the retention job; a longer one brings nothing back.
 * @throws Failure forbidden, bad_request
 */
export async function updateProject(ctx: Context, input: UpdateProject): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { name, retentionDays } = parse(UpdateProject, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const mine = matching(projects, { id: ctx.project.id });
    const [before] = await select(tx, projects, "name", "retentionDays").where(mine).for("update");
    if (!before) throw new Failure("not_found", "This project is gone.");
    if (before.name === name && before.retentionDays === retentionDays) return;
    await database(tx).update(projects).set({ name, retentionDays }).where(mine);
    const detail = { from: before, to: { name, retentionDays } };
    await record(tx, ctx, { action: "project.changed", target: ctx.project.slug, detail });
  });
}
