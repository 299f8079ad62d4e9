import { randomUUID } from "node:crypto";

import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";

/**
 * Puts a message into the outbox of every channel of the project, in the transaction of what it tells of: neither exists
 * without the other. `lib/notify/deliver.ts` sends it.
 */
export async function enqueue(
  tx: Tx,
  projectId: number,
  kind: string,
  payload: object,
  now: Date,
): Promise<void> {
  const channels = await tx<{ id: number }[]>`
    select id from notification_channels where project_id = ${projectId} and removed_at is null order by id`;
  if (channels.length === 0) return;
  await tx`
    insert into notification_deliveries (id, project_id, channel_id, kind, payload, next_attempt_at)
    select d.id, ${projectId}::int, d.channel_id, ${kind}, ${JSON.stringify(payload)}::text::jsonb, ${now}::timestamptz
    from unnest(${plainArray(channels.map(() => randomUUID()))}::uuid[], ${plainArray(channels.map(({ id }) => id))}::int[])
      as d (id, channel_id)`;
}
