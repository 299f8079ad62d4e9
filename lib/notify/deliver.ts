import { createHmac } from "node:crypto";

import type { Sql } from "@/db/client";
import { retryDelayS } from "@/lib/jobs/add-job";

import type { ChannelKind } from "./channel";
import { DELIVERY_ATTEMPTS } from "./enqueue";
import { sendRequest } from "./send-request";

export interface DeliverOptions {
  allowPrivate: boolean;
  /** The console's address, for links. */
  publicUrl: string;
}

interface Message {
  id: string;
  kind: string;
  payload: { title: string; path: string; [name: string]: unknown };
  channelKind: ChannelKind;
  url: string;
  secret: string | null;
  removed: boolean;
}

/**
 * Sends one message, at least once: who is killed between sending and noting it leaves it to the next try, which sends it
 * again under the same id.
 * @param sql connected as recount_worker
 * @param attempt which try this is, from 1 to {@link DELIVERY_ATTEMPTS}
 * @throws Error when it is to be tried again, with the sentence that the delivery log shows
 */
export async function deliver(sql: Sql, id: string, attempt: number, options: DeliverOptions): Promise<void> {
  const [message] = await sql<Message[]>`
    select d.id, d.kind, d.payload, c.kind as "channelKind", c.url, c.secret, c.removed_at is not null as removed
    from notification_deliveries d
    join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
    where d.id = ${id} and d.state = 'waiting'`;
  if (!message) return;
  const outcome = await send(message, options);
  const again = !outcome.delivered && !message.removed && attempt < DELIVERY_ATTEMPTS;
  const state = outcome.delivered ? "delivered" : again ? "waiting" : "failed";
  await sql`
    update notification_deliveries
    set state = ${state}, status = ${outcome.status}, error = ${outcome.error}, attempts = ${attempt},
      next_attempt_at = clock_timestamp() + make_interval(secs => ${again ? retryDelayS(attempt) : 0}),
      ended_at = ${again ? null : sql`clock_timestamp()`}
    where id = ${id} and state = 'waiting'`;
  if (again) throw new Error(outcome.error ?? "not delivered");
}

interface Outcome {
  delivered: boolean;
  status: number | null;
  error: string | null;
}

async function send(message: Message, options: DeliverOptions): Promise<Outcome> {
  if (message.removed) return { delivered: false, status: null, error: "The channel was removed." };
  const body = bodyOf(message, options.publicUrl);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "Recount",
    "x-recount-delivery": message.id,
    "x-recount-event": message.kind,
  };
  if (message.secret !== null) headers["x-recount-signature"] = signature(message.secret, body, new Date());
  try {
    const status = await sendRequest({ url: message.url, headers, body, allowPrivate: options.allowPrivate });
    const delivered = status >= 200 && status < 300;
    const redirected = status >= 300 && status < 400;
    const error = delivered
      ? null
      : redirected
        ? "The address redirects; give the one that it leads to."
        : `Answered with status ${status}.`;
    return { delivered, status, error };
  } catch (error) {
    const why =
      error instanceof Error ? error.message || String((error as { code?: string }).code) : "failed";
    return { delivered: false, status: null, error: `Not sent: ${why}`.slice(0, 500) };
  }
}

/** Webhooks get all fields; Slack and what speaks like it gets a sentence. */
function bodyOf(message: Pick<Message, "id" | "payload" | "channelKind">, publicUrl: string): string {
  const { payload } = message;
  const link = `${publicUrl}${payload.path}`;
  if (message.channelKind === "webhook") return JSON.stringify({ id: message.id, ...payload, link });
  const amounts =
    typeof payload["spent_usd"] === "string" && typeof payload["limit_usd"] === "string"
      ? ` ($${payload["spent_usd"]} of $${payload["limit_usd"]})`
      : "";
  return JSON.stringify({ text: `${plain(payload.title)}${amounts}\n${link}` });
}

/** Slack reads these three as markup. */
const plain = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Asks for messages that wait with no job that would send them: of a version before the queue, or of a restored backup. */
export const resumeDeliveries = (sql: Sql): Promise<unknown> =>
  sql`
    select add_background_job('deliver', json_build_object('id', id), 'channel ' || channel_id, 'deliver ' || id, ${DELIVERY_ATTEMPTS}, null)
    from notification_deliveries
    where state = 'waiting'`;

/** Old messages; the audit log and the breaches say what there was to tell. */
export const forgetDeliveries = (sql: Sql): Promise<unknown> =>
  sql`delete from notification_deliveries where state <> 'waiting' and created_at < clock_timestamp() - interval '90 days'`;

/**
 * The header by which a receiver knows that we sent this body, and when: `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>", hex>`.
 * With the time in it, a request that somebody recorded is of no use later.
 */
function signature(secret: string, body: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
}
