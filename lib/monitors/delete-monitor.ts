import { z } from "zod";

import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { gone } from "./list-monitors";
import { endFindings } from "./tell-monitor";

export const MonitorId = z.object({ id: z.int().positive() });
export type MonitorId = z.input<typeof MonitorId>;

/**
 * Ends a monitor for good; findings and incidents that it made stay, resolved.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function deleteMonitor(ctx: Context, input: MonitorId): Promise<void> {
  requirePermission(ctx, "edit_monitors");
  const { id } = parse(MonitorId, input);
  await inProject(ctx.sql, ctx.project.id, (tx) => remove(tx, ctx, id));
}

export async function remove(tx: Tx, ctx: Context, id: number): Promise<void> {
  const [ended] = await tx<{ name: string }[]>`
    update monitors set deleted_at = ${ctx.now()}, changed_at = ${ctx.now()}
    where project_id = ${ctx.project.id} and id = ${id} and deleted_at is null
    returning name`;
  if (ended === undefined) throw gone();
  await endFindings(tx, ctx.project, id, "The monitor was deleted.", ctx.now());
  await tx`delete from monitor_series where project_id = ${ctx.project.id} and monitor_id = ${id}`;
  await record(tx, ctx, { action: "monitor.deleted", target: ended.name, detail: { id } });
}
