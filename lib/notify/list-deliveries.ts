import { z } from "zod";

import type { Row } from "@/db/drizzle";
import type { notificationDeliveries } from "@/db/schema/notifications";
import { inProject } from "@/db/tenant";
import { recordExport } from "@/lib/audit/record-export";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { toCsv } from "@/lib/format/csv";
import { parse } from "@/lib/http/parse";

export interface Delivery extends Row<
  typeof notificationDeliveries,
  | "id"
  | "kind"
  | "state"
  | "heldFor"
  | "attempts"
  | "nextAttemptAt"
  | "status"
  | "error"
  | "answer"
  | "toldIn"
  | "createdAt"
  | "endedAt"
> {
  channel: string;
  title: string;
}

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "gathered", "cancelled"] as const;

const DeliveryFilter = z.object({
  state: z.enum(DELIVERY_STATES).nullable().default(null),
  channelId: z.int().positive().nullable().default(null),
});
export type DeliveryFilter = z.input<typeof DeliveryFilter>;

/**
 * What was sent to the project's channels, the newest first.
 * @throws Failure forbidden, bad_request
 */
export async function listDeliveries(
  ctx: Context,
  limit = 50,
  filter: DeliveryFilter = {},
): Promise<Delivery[]> {
  requirePermission(ctx, "read_aggregates");
  const { state, channelId } = parse(DeliveryFilter, filter);
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Delivery[]>`
      select d.id, c.name as channel, d.kind, d.payload ->> 'title' as title, d.state, d.held_for as "heldFor", d.attempts,
        d.next_attempt_at as "nextAttemptAt", d.status, d.error, d.answer, d.told_in as "toldIn", d.created_at as "createdAt",
        d.ended_at as "endedAt"
      from notification_deliveries d
      join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
      where d.project_id = ${ctx.project.id} and d.state = coalesce(${state}, d.state)
        and d.channel_id = coalesce(${channelId}::int, d.channel_id)
      order by d.created_at desc, d.id
      limit ${limit}`,
    { readOnly: true },
  );
}

const MOST_EXPORTED = 10_000;

/** The newest of them as a CSV file. @throws Failure forbidden, bad_request */
export async function exportDeliveries(ctx: Context, filter: DeliveryFilter = {}): Promise<string> {
  const rows = await listDeliveries(ctx, MOST_EXPORTED, filter);
  await recordExport(ctx, "messages.exported");
  return toCsv(
    [
      "id",
      "created_at",
      "channel",
      "type",
      "title",
      "state",
      "attempts",
      "status",
      "error",
      "answer",
      "ended_at",
      "told_in",
    ],
    rows.map((row) => [
      row.id,
      row.createdAt,
      row.channel,
      row.kind,
      row.title,
      row.state,
      row.attempts,
      row.status,
      row.error,
      row.answer,
      row.endedAt,
      row.toldIn,
    ]),
  );
}
