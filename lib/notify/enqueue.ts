import { randomUUID } from "node:crypto";

import type { Tx } from "@/db/client";
import { database, matching, select } from "@/db/drizzle";
import { notificationChannels, notificationDeliveries } from "@/db/schema/notifications";
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
  const channels = await select(tx, notificationChannels, "id")
    .where(matching(notificationChannels, { projectId, removedAt: null }))
    .orderBy(notificationChannels.id);
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
  const { now, ...row } = message;
  await database(tx)
    .insert(notificationDeliveries)
    .values({ ...row, id, nextAttemptAt: now.toISOString() });
  // A queue a channel: one that hangs keeps no other waiting.
  const queue = `channel ${message.channelId}`;
  await addJob(tx, {
    task: "deliver",
    payload: { id },
    queue,
    key: `deliver ${id}`,
    attempts: DELIVERY_ATTEMPTS,
  });
  return id;
}
