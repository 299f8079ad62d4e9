import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { gone } from "./list-monitors";

const MOST_HOURS = 24 * 30;

export const MuteMonitor = z.object({
  id: z.int().positive(),
  hours: z.number().min(0).max(MOST_HOURS, { error: "Mute it for 30 days at most, or switch it off." }),
});
export type MuteMonitor = z.input<typeof MuteMonitor>;

/**
 * A muted monitor is judged on, and nobody is told; what still lasts afterwards is told then.
 * @param input hours from now; 0 ends it
 * @throws Failure forbidden, bad_request, not_found
 */
export async function muteMonitor(ctx: Context, input: MuteMonitor): Promise<void> {
  requirePermission(ctx, "edit_monitors");
  const { id, hours } = parse(MuteMonitor, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const until = hours === 0 ? null : new Date(ctx.now().getTime() + hours * 3_600_000);
    const [muted] = await tx<{ name: string }[]>`
      update monitors set muted_until = ${until}, changed_at = ${ctx.now()}
      where project_id = ${ctx.project.id} and id = ${id} and deleted_at is null
      returning name`;
    if (muted === undefined) throw gone();
    await record(tx, ctx, {
      action: hours === 0 ? "monitor.unmuted" : "monitor.muted",
      target: muted.name,
      detail: { id, until: until?.toISOString() ?? null },
    });
  });
}
