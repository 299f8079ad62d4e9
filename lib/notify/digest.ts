import { randomUUID } from "node:crypto";

import type { Sql } from "@/db/client";

import { addDeliverJob } from "./enqueue";
import { askForDigest, cancelPairs, lockChannel, roomAt } from "./hold";
import { type MessagePayload, titleOf } from "./message";

/** One message tells no more than people read, and than receivers take. */
const MOST = 50;
const NAMED = 3;

interface Held {
  id: string;
  projectId: number;
  payload: MessagePayload;
  slug: string;
}

/**
 * Gathers what a channel had no room for into one message, once there is room; each of them says in which it was told. A single one
 * is sent as it is.
 * @param sql connected as recount_worker
 */
export async function gather(sql: Sql, channelId: number): Promise<void> {
  await sql.begin(async (tx) => {
    const { paused, removed, limit } = await lockChannel(tx, channelId);
    if (paused || removed) return;
    const at = await roomAt(tx, channelId, limit);
    const [under] = await tx`
      select from notification_deliveries where channel_id = ${channelId} and kind = 'digest' and state = 'waiting' limit 1`;
    // One at a time: the next counts the one before it.
    if (at !== null || under) {
      await askForDigest(tx, channelId, at ?? new Date(Date.now() + 10_000));
      return;
    }
    await cancelPairs(tx, channelId, null);
    const held = await tx<Held[]>`
      select d.id, d.project_id as "projectId", d.payload, p.slug
      from notification_deliveries d
      join projects p on p.id = d.project_id
      where d.channel_id = ${channelId} and d.state = 'waiting' and d.held_for = 'room'
      order by d.created_at, d.id
      limit ${MOST}`;
    const [first] = held;
    if (!first) return;
    if (held.length === 1) {
      await tx`update notification_deliveries set held_for = null where id = ${first.id}`;
      await addDeliverJob(tx, channelId, first.id);
      return;
    }
    const id = randomUUID();
    const payload = digestOf(first.slug, held, new Date());
    await tx`
      insert into notification_deliveries (id, project_id, channel_id, kind, payload, next_attempt_at)
      values (${id}, ${first.projectId}, ${channelId}, 'digest', ${JSON.stringify(payload)}::text::jsonb, clock_timestamp())`;
    await tx`
      update notification_deliveries
      set state = 'gathered', held_for = null, told_in = ${id}, ended_at = clock_timestamp()
      where id in ${tx(held.map((one) => one.id))}`;
    await addDeliverJob(tx, channelId, id);
    if (held.length === MOST) await askForDigest(tx, channelId, null);
  });
}

/** What is told in place of several messages. */
export function digestOf(
  slug: string,
  held: readonly { id: string; payload: MessagePayload }[],
  now: Date,
): MessagePayload {
  const allSimulated = held.every(({ payload }) => payload.simulated);
  const names = held.slice(0, NAMED).map(({ payload }) => (allSimulated ? payload.title : titleOf(payload)));
  const isGrave = held.some(({ payload }) => (payload.incident?.severity ?? payload.severity) === "alert");
  return {
    type: "digest",
    title: `${held.length} more: ${names.join(", ")}${held.length > NAMED ? ", …" : ""}`,
    project: slug,
    path: `/p/${slug}/incidents`,
    severity: isGrave ? "alert" : "warning",
    ...(allSimulated && { simulated: true }),
    messages: held.map(({ id, payload: { type, title, path, at, simulated } }) => ({
      id,
      type,
      title,
      path,
      at,
      ...(simulated && { simulated }),
    })),
    at: now.toISOString(),
  };
}
