import { randomUUID } from "node:crypto";

import type { Tx } from "@/db/client";
import { addJob } from "@/lib/jobs/add-job";

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
  for (const { id } of channels) await enqueueFor(tx, { projectId, channelId: id, kind, payload, now });
}

/** Tries of a message in all: ten hours. */
export const DELIVERY_ATTEMPTS = 11;

/** The same for one channel. @returns the message's id, which its receiver sees */
export async function enqueueFor(
  tx: Tx,
  message: { projectId: number; channelId: number; kind: string; payload: object; now: Date },
): Promise<string> {
  const id = randomUUID();
  const { projectId, channelId, kind, payload, now } = message;
  await tx`
    insert into notification_deliveries (id, project_id, channel_id, kind, payload, next_attempt_at)
    values (${id}, ${projectId}, ${channelId}, ${kind}, ${JSON.stringify(payload)}::text::jsonb, ${now})`;
  // A queue a channel: one that hangs keeps no other waiting.
  const queue = `channel ${channelId}`;
  await addJob(tx, {
    task: "deliver",
    payload: { id },
    queue,
    key: `deliver ${id}`,
    attempts: DELIVERY_ATTEMPTS,
  });
  return id;
}
