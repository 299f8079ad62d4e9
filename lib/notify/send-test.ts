import { matching, select } from "@/db/drizzle";
import { notificationChannels as channels } from "@/db/schema/notifications";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { ChannelId, gone } from "./channels";
import { enqueueFor } from "./enqueue";

/**
 * Puts a message into the outbox of one channel that says it is a test; the delivery log shows what became of it. It goes out
 * whatever the channel is limited to, and while it is paused.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function sendTest(ctx: Context, input: ChannelId): Promise<{ deliveryId: string }> {
  requirePermission(ctx, "edit_project");
  const { id } = parse(ChannelId, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [channel] = await select(tx, channels, "name").where(
      matching(channels, { projectId: ctx.project.id, id, removedAt: null }),
    );
    if (!channel) throw gone();
    const deliveryId = await enqueueFor(tx, {
      projectId: ctx.project.id,
      channelId: id,
      kind: "test",
      payload: {
        type: "test",
        title: `Test of the channel “${channel.name}”`,
        project: ctx.project.slug,
        path: `/p/${ctx.project.slug}/settings/notifications`,
        severity: "info",
        at: ctx.now().toISOString(),
      },
      now: ctx.now(),
    });
    if (deliveryId === null) throw new Error("the test was not stored");
    await record(tx, ctx, { action: "channel.tested", target: channel.name, detail: { id } });
    return { deliveryId };
  });
}
