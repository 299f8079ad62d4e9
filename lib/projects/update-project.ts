import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { ProjectName, RetentionDays } from "./schemas";

export const UpdateProject = z.object({ name: ProjectName, retentionDays: RetentionDays });
export type UpdateProject = z.infer<typeof UpdateProject>;

/**
 * Changes a project's name and how long its telemetry is kept. A shorter time deletes what is older with the next round of
 * the retention job; a longer one brings nothing back.
 * @throws Failure forbidden, bad_request
 */
export async function updateProject(ctx: Context, input: UpdateProject): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { name, retentionDays } = parse(UpdateProject, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [before] = await tx<{ name: string; retentionDays: number }[]>`
      select name, retention_days as "retentionDays" from projects where id = ${ctx.project.id} for update`;
    if (!before) throw new Failure("not_found", "This project is gone.");
    if (before.name === name && before.retentionDays === retentionDays) return;
    await tx`update projects set name = ${name}, retention_days = ${retentionDays} where id = ${ctx.project.id}`;
    const detail = { from: before, to: { name, retentionDays } };
    await record(tx, ctx, { action: "project.changed", target: ctx.project.slug, detail });
  });
}
