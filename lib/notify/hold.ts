import type { Tx } from "@/db/client";
import { addJob } from "@/lib/jobs/add-job";

import type { ChannelKind } from "./channel";
import { addDeliverJob, queueOf } from "./enqueue";

/** A message that is about to be sent for the first time, or again. */
export interface Sendable {
  id: string;
  projectId: number;
  channelId: number;
  channelKind: ChannelKind;
  kind: string;
  subject: string | null;
  /** Tries so far. */
  attempts: number;
}

type Hold = "pause" | "room" | "order";

/**
 * Whether a message is to be sent now; then it is no longer held, and known to be tried. Its worker may be killed before it can say
 * what came of it, as it may have been while it held the message, and its job may be given up: what the receiver may have is in no
 * digest later, and is not taken back.
 */
export async function mayBeSent(tx: Tx, message: Sendable): Promise<boolean> {
  if (await holdBack(tx, message)) return false;
  await tx`
    update notification_deliveries
    set held_for = null, attempts = greatest(attempts, ${message.attempts + 1})
    where id = ${message.id} and state = 'waiting'`;
  return true;
}

/**
 * Whether a message is not to be sent now. What is held has no job: whatever ends the wait (the channel goes on, there is room, the
 * message before it has ended) gives it one. An incident that is over before its channel was told of it, is not told of.
 * @returns true when it is held, or was cancelled
 */
async function holdBack(tx: Tx, message: Sendable): Promise<boolean> {
  if (message.kind === "test") return false;
  const { paused, limit } = await lockChannel(tx, message.channelId);
  // What may have reached the receiver already stays the message that it is.
  const tried = message.attempts > 0;
  if (!paused && tried) return false;
  if (
    !paused &&
    message.kind === "incident.resolved" &&
    (await cancelPairs(tx, message.channelId, message.id))
  )
    return true;
  const reason: Hold | null = paused
    ? "pause"
    : (await isBehind(tx, message))
      ? "order"
      : (await lacksRoom(tx, message, limit))
        ? "room"
        : null;
  if (reason === null) return false;
  await tx`
    update notification_deliveries
    set held_for = ${reason}, attempts = greatest(attempts, ${message.attempts})
    where id = ${message.id} and state = 'waiting'`;
  if (reason === "room")
    await askForDigest(tx, message.channelId, await roomAt(tx, message.channelId, limit));
  return true;
}

/** Keeps the channel from being changed until the transaction ends, and other messages of it from being held or let go. */
export async function lockChannel(
  tx: Tx,
  channelId: number,
): Promise<{ paused: boolean; removed: boolean; limit: number }> {
  const [channel] = await tx<{ paused: boolean; removed: boolean; limit: number }[]>`
    select paused_at is not null as paused, removed_at is not null as removed, hourly_limit as limit
    from notification_channels
    where id = ${channelId}
    for no key update`;
  if (!channel) throw new Error(`there is no channel ${channelId}`);
  return channel;
}

/** An earlier message of its subject is under way, by itself or within another. What waits for room is no such: it is overtaken by nothing. */
async function isBehind(tx: Tx, { id, channelId, subject }: Sendable): Promise<boolean> {
  if (subject === null) return false;
  const rows = await tx`
    select from notification_deliveries d
    join notification_deliveries own on own.id = ${id}
    where d.channel_id = ${channelId} and d.subject = ${subject} and (d.created_at, d.id) < (own.created_at, own.id)
      and (
        (d.state = 'waiting' and d.held_for is distinct from 'room')
        or (
          d.state = 'gathered'
          and exists (select from notification_deliveries g where g.id = d.told_in and g.state = 'waiting')
        )
      )
    limit 1`;
  return rows.length > 0;
}

/** PagerDuty makes no noise of what is over; a digest is there because of the limit. */
async function lacksRoom(
  tx: Tx,
  { id, channelId, channelKind, kind }: Sendable,
  limit: number,
): Promise<boolean> {
  if (kind === "digest" || (channelKind === "pagerduty" && kind === "incident.resolved")) return false;
  const held = await tx`
    select from notification_deliveries
    where channel_id = ${channelId} and state = 'waiting' and held_for = 'room' and id <> ${id}
    limit 1`;
  return held.length > 0 || (await roomAt(tx, channelId, limit)) !== null;
}

/** When a channel may be told something again; null: now. */
export async function roomAt(tx: Tx, channelId: number, limit: number): Promise<Date | null> {
  const [row] = await tx<{ at: string }[]>`
    select ended_at + interval '1 hour' as at
    from notification_deliveries
    where channel_id = ${channelId} and state = 'delivered' and kind <> 'test'
      and ended_at > clock_timestamp() - interval '1 hour'
    order by ended_at desc
    offset ${limit - 1}
    limit 1`;
  return row ? new Date(row.at) : null;
}

export const askForDigest = (tx: Tx, channelId: number, at: Date | null): Promise<unknown> =>
  addJob(tx, {
    task: "digest",
    payload: { channelId },
    queue: queueOf(channelId),
    key: `digest ${channelId}`,
    attempts: 25,
    ...(at !== null && { runAt: at }),
  });

/**
 * Takes back what is over before it was told: of an incident that has ended, the messages that are held; the end too, unless
 * the channel was told of what it ends.
 * @param current a message of an end that is about to be sent; null: those that are held alone
 * @returns whether that one was taken back
 */
export async function cancelPairs(tx: Tx, channelId: number, current: string | null): Promise<boolean> {
  const rows = await tx<{ id: string }[]>`
    with untold as materialized (
      select id, subject, kind = 'incident.resolved' as is_end, created_at
      from notification_deliveries
      where channel_id = ${channelId} and state = 'waiting' and attempts = 0 and subject is not null
        and (held_for in ('pause', 'room') or id = ${current}::uuid)
    ),
    over as materialized (
      select u.id, u.subject, u.created_at
      from untold u
      where not u.is_end
        and exists (select from untold r where r.is_end and r.subject = u.subject and r.created_at >= u.created_at)
    ),
    gone as (
      select id from over
      union all
      select r.id
      from untold r
      where r.is_end
        and exists (select from over o where o.subject = r.subject and o.created_at <= r.created_at)
        and not exists (
          select from notification_deliveries t
          where t.channel_id = ${channelId} and t.subject = r.subject and t.kind <> 'incident.resolved' and t.state <> 'cancelled'
            and t.created_at < r.created_at and t.id not in (select id from over)
            and not exists (
              select from notification_deliveries e
              where e.channel_id = ${channelId} and e.subject = r.subject and e.kind = 'incident.resolved' and e.state <> 'cancelled'
                and e.created_at > t.created_at and e.created_at < r.created_at
            )
        )
    )
    update notification_deliveries d
    set state = 'cancelled', held_for = null, ended_at = clock_timestamp()
    from gone
    where d.id = gone.id
    returning d.id`;
  return rows.some(({ id }) => id === current);
}

/** The channel goes on. */
export async function releasePaused(tx: Tx, projectId: number, channelId: number): Promise<void> {
  await cancelPairs(tx, channelId, null);
  const released = await tx<{ id: string; createdAt: string }[]>`
    update notification_deliveries
    set held_for = null
    where project_id = ${projectId} and channel_id = ${channelId} and state = 'waiting' and held_for = 'pause'
    returning id, created_at as "createdAt"`;
  for (const { id } of released.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)))
    await addDeliverJob(tx, channelId, id);
  await askForDigest(tx, channelId, null);
}

/** A message has ended: the next of each subject that it told of is sent. */
export async function releaseBehind(tx: Tx, channelId: number, id: string): Promise<void> {
  const released = await tx<{ id: string }[]>`
    update notification_deliveries
    set held_for = null
    where id in (
      select distinct on (n.subject) n.id
      from notification_deliveries n
      where n.channel_id = ${channelId} and n.state = 'waiting' and n.held_for = 'order'
        and n.subject in (select subject from notification_deliveries where (id = ${id} or told_in = ${id}) and channel_id = ${channelId})
      order by n.subject, n.created_at, n.id
    )
    returning id`;
  for (const next of released) await addDeliverJob(tx, channelId, next.id);
}
