import { database, matching, select } from "@/db/drizzle";
import { projects } from "@/db/schema/projects";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { ChangeQuota } from "./schemas";

/**
 * Sets how many spans the project takes in a UTC day; null: as many as come. Copies of the app know of it after 5 seconds at most.
 * @throws Failure forbidden, bad_request
 */
export async function changeQuota(ctx: Context, input: ChangeQuota): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { dailySpanQuota } = parse(ChangeQuota, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const mine = matching(projects, { id: ctx.project.id });
    const [before] = await select(tx, projects, "dailySpanQuota").where(mine).for("update");
    if (!before) throw new Failure("not_found", "This project is gone.");
    if (before.dailySpanQuota === dailySpanQuota) return;
    await database(tx).update(projects).set({ dailySpanQuota }).where(mine);
    await record(tx, ctx, {
      action: "project.quota_changed",
      target: ctx.project.slug,
      detail: { from: before.dailySpanQuota, to: dailySpanQuota },
    });
  });
}
