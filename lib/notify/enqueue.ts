import { randomUUID } from "node:crypto";

import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { addJob } from "@/lib/jobs/add-job";

import type { MessageKind, MessagePayload } from "./message";

/** Tries of a message in all: ten hours. */
export const DELIVERY_ATTEMPTS = 11;

export interface Routing {
  /** Only these channels; absent: all that take messages of the kind and severity. */
  channelIds?: readonly number[];
  /** What the message is about, such as an incident: messages of one subject reach a channel in order. */
  subject?: string;
  /** Which change of the subject it tells of: a channel is told of it once, however often it is asked for. */
  change?: string;
}

/**
 * Puts a message into the outbox of the channels that take it, in the transaction of what it tells of: neither exists without
 * the other. `lib/notify/deliver.ts` sends it. Who was told of an incident is told of its end, whatever severity it has by then.
 */
export async function enqueue(
  tx: Tx,
  projectId: number,
  kind: Exclude<MessageKind, "test" | "digest">,
  payload: MessagePayload,
  now: Date,
  { channelIds, subject, change }: Routing = {},
): Promise<void> {
  const topic = kind === "budget.threshold" ? "budgets" : "incidents";
  const severity = payload.incident?.severity ?? payload.severity ?? "alert";
  const only = channelIds === undefined ? tx`true` : tx`c.id = any(${plainArray(channelIds)}::int[])`;
  const channels = await tx<{ id: number }[]>`
    select c.id
    from notification_channels c
    where c.project_id = ${projectId} and c.removed_at is null
      and (
        (${only} and ${topic} = any(c.topics) and (c.severity = 'warning' or ${severity} = 'alert'))
        or (
          ${kind} = 'incident.resolved'
          and exists (select from notification_deliveries d where d.channel_id = c.id and d.subject = ${subject ?? null})
        )
      )
    order by c.id`;
  for (const { id: channelId } of channels)
    await enqueueFor(tx, { projectId, channelId, kind, payload, now, subject, change });
}

interface OneMessage {
  projectId: number;
  channelId: number;
  kind: MessageKind;
  payload: MessagePayload;
  now: Date;
  subject?: string | undefined;
  change?: string | undefined;
}

/** The same for one channel. @returns the message's id, which its receiver sees; null: the channel has this change already */
export async function enqueueFor(
  tx: Tx,
  { projectId, channelId, kind, payload, now, subject, change }: OneMessage,
): Promise<string | null> {
  const id = randomUUID();
  const made = await tx`
    insert into notification_deliveries (id, project_id, channel_id, kind, payload, next_attempt_at, subject, change_key)
    values (${id}, ${projectId}, ${channelId}, ${kind}, ${JSON.stringify(payload)}::text::jsonb, ${now}, ${subject ?? null},
      ${change ?? null})
    on conflict (channel_id, change_key) where change_key is not null do nothing
    returning id`;
  if (made.length === 0) return null;
  await addDeliverJob(tx, channelId, id);
  return id;
}

/** What the log says of messages that were left. */
export const CHANNEL_REMOVED = "The channel was removed.";

/** A queue a channel: one that hangs keeps no other waiting. */
export const queueOf = (channelId: number): string => `channel ${channelId}`;

export const addDeliverJob = (tx: Tx, channelId: number, id: string): Promise<unknown> =>
  addJob(tx, {
    task: "deliver",
    payload: { id },
    queue: queueOf(channelId),
    key: `deliver ${id}`,
    attempts: DELIVERY_ATTEMPTS,
  });
