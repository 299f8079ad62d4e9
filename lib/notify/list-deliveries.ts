import type { Row } from "@/db/drizzle";
import type { notificationDeliveries } from "@/db/schema/notifications";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface Delivery extends Row<
  typeof notificationDeliveries,
  "id" | "state" | "attempts" | "nextAttemptAt" | "status" | "error" | "createdAt" | "endedAt"
> {
  channel: string;
  title: string;
}

/** What was sent to the project's channels, the newest first. */
export async function listDeliveries(ctx: Context, limit = 50): Promise<Delivery[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Delivery[]>`
      select d.id, c.name as channel, d.payload ->> 'title' as title, d.state, d.attempts, d.next_attempt_at as "nextAttemptAt",
        d.status, d.error, d.created_at as "createdAt", d.ended_at as "endedAt"
      from notification_deliveries d
      join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
      where d.project_id = ${ctx.project.id}
      order by d.created_at desc, d.id
      limit ${limit}`,
    { readOnly: true },
  );
}
