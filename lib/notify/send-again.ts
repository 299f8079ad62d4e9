import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { addDeliverJob } from "./enqueue";
import { DeliveryId, noDelivery } from "./get-delivery";

/**
 * Sends once more what was given up, under the id that it had, with as many tries as a new message has.
 * @throws Failure forbidden, bad_request, not_found, conflict (not given up, or the channel is gone)
 */
export async function sendAgain(ctx: Context, input: DeliveryId): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id } = parse(DeliveryId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [message] = await tx<{ channelId: number; channel: string; state: string; removed: boolean }[]>`
      select d.channel_id as "channelId", c.name as channel, d.state, c.removed_at is not null as removed
      from notification_deliveries d
      join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
      where d.project_id = ${ctx.project.id} and d.id = ${id}`;
    if (!message) throw noDelivery();
    if (message.removed) throw new Failure("conflict", "Its channel was removed.");
    const again = await tx`
      update notification_deliveries
      set state = 'waiting', attempts = greatest(attempts, 1), next_attempt_at = ${ctx.now()}, error = null, ended_at = null
      where project_id = ${ctx.project.id} and id = ${id} and state = 'failed'
      returning id`;
    if (again.length === 0) throw new Failure("conflict", "It was not given up. Reload the page.");
    await addDeliverJob(tx, message.channelId, id);
    await record(tx, ctx, { action: "message.sent_again", target: message.channel, detail: { id } });
  });
}
