import type { Sql } from "@/db/client";
import { retryDelayS } from "@/lib/jobs/add-job";

import { CHANNEL_REMOVED, DELIVERY_ATTEMPTS } from "./enqueue";
import { lockChannel, mayBeSent, releaseBehind, type Sendable } from "./hold";
import { type Addressed, type DeliverOptions, type Outcome, send } from "./send";

type Message = Addressed & Sendable & { removed: boolean };

/**
 * Sends one message, at least once: who is killed between sending and noting it leaves it to the next try, which sends it
 * again under the same id.
 * @param sql connected as recount_worker
 * @param attempt which try this is, from 1 to {@link DELIVERY_ATTEMPTS}
 * @throws Error when it is to be tried again, with the sentence that the delivery log shows
 */
export async function deliver(sql: Sql, id: string, attempt: number, options: DeliverOptions): Promise<void> {
  const [message] = await sql<Message[]>`
    select d.id, d.project_id as "projectId", d.channel_id as "channelId", d.kind, d.payload, d.subject, d.attempts,
      c.kind as "channelKind", c.url, c.secret, c.recipients, c.removed_at is not null as removed
    from notification_deliveries d
    join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
    where d.id = ${id} and d.state = 'waiting'`;
  if (!message) return;
  // One whose worker was killed may have been sent.
  message.attempts = Math.max(message.attempts, attempt - 1);
  if (!message.removed && !(await sql.begin((tx) => mayBeSent(tx, message)))) return;
  const outcome: Outcome = message.removed
    ? { delivered: false, status: null, error: CHANNEL_REMOVED, answer: null }
    : await send(message, options);
  const again = !outcome.delivered && !message.removed && attempt < DELIVERY_ATTEMPTS;
  const state = outcome.delivered ? "delivered" : again ? "waiting" : "failed";
  await sql.begin(async (tx) => {
    await lockChannel(tx, message.channelId);
    await tx`
      update notification_deliveries
      set state = ${state}, status = ${outcome.status}, error = ${outcome.error}, answer = ${outcome.answer},
        attempts = greatest(attempts, ${attempt}),
        held_for = null, next_attempt_at = clock_timestamp() + make_interval(secs => ${again ? retryDelayS(attempt) : 0}),
        ended_at = ${again ? null : tx`clock_timestamp()`}
      where id = ${id} and state = 'waiting'`;
    if (!again) await releaseBehind(tx, message.channelId, id);
  });
  if (again) throw new Error(outcome.error ?? "not delivered");
}

/**
 * Asks for messages that wait with no job that would send them: of a version before the queue, of a restored backup, or whose
 * worker was killed in the last try.
 */
export const resumeDeliveries = (sql: Sql): Promise<unknown> =>
  sql`
    select add_background_job('deliver', json_build_object('id', id), 'channel ' || channel_id, 'deliver ' || id, ${DELIVERY_ATTEMPTS}, null)
    from notification_deliveries
    where state = 'waiting' and held_for is null
    union all
    select add_background_job('digest', json_build_object('channelId', channel_id), 'channel ' || channel_id, 'digest ' || channel_id, 25, null)
    from (select distinct channel_id from notification_deliveries where state = 'waiting' and held_for = 'room') held`;

/** Old messages; the audit log and the findings say what there was to tell. */
export const forgetDeliveries = (sql: Sql): Promise<unknown> =>
  sql`delete from notification_deliveries where state <> 'waiting' and created_at < clock_timestamp() - interval '90 days'`;
