import type { Sql } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { log } from "@/lib/log";
import { groupBy } from "@/lib/model/group-by";

import type { ChannelKind } from "./channel";
import { sendRequest } from "./send-request";
import { signature } from "./sign";

export interface DeliverOptions {
  allowPrivate: boolean;
  /** The console's address, for links. */
  publicUrl: string;
  now?: () => Date;
}

interface Due {
  id: string;
  kind: string;
  payload: { title: string; path: string; [name: string]: unknown };
  attempts: number;
  channelId: number;
  channelKind: ChannelKind;
  url: string;
  secret: string | null;
  removed: boolean;
}

/** Messages of this process under way at a time, in all and to one channel: one that hangs keeps no other waiting. */
const AT_ONCE = 32;
const AT_ONCE_A_CHANNEL = 4;
/** Whoever sends has this long before another may send the same again. */
const LEASE_S = 30;
/** Waits after each failed attempt: half a day in all. */
const WAIT_S = [2, 10, 30, 120, 600, 1800, 3600, 10_800, 21_600];

/**
 * Sends what is due, each message at least once: who is killed between sending and noting it leaves it to the next, who sends
 * it again under the same id.
 */
export class Courier {
  private readonly underWay = new Map<Promise<void>, number>();

  /** @param sql connected as recount_worker */
  constructor(
    private readonly sql: Sql,
    private readonly options: DeliverOptions,
  ) {}

  /**
   * Takes what is due and begins to send it, without waiting for answers.
   * @returns whether there may be more
   */
  async round(): Promise<boolean> {
    if (this.underWay.size >= AT_ONCE) return false;
    const now = this.options.now?.() ?? new Date();
    const due = await this.take(now);
    for (const message of due) {
      const sending = attempt(message, this.options, now).then((outcome) =>
        note(this.sql, message, outcome, now),
      );
      // What could not be noted is sent again once its lease is over.
      const ended = sending.catch((error: unknown) =>
        log.error({ err: error }, "a delivery could not be noted"),
      );
      const done = ended.then(() => void this.underWay.delete(done));
      this.underWay.set(done, message.channelId);
    }
    return due.length === AT_ONCE_A_CHANNEL;
  }

  /** Until every answer has come. */
  async idle(): Promise<void> {
    await Promise.all(this.underWay.keys());
  }

  private take(now: Date): Promise<Due[]> {
    const busy = [...groupBy([...this.underWay.values()], (channel) => channel)]
      .filter(([, messages]) => messages.length >= AT_ONCE_A_CHANNEL)
      .map(([channel]) => channel);
    return this.sql<Due[]>`
      with taken as materialized (
        select id
        from notification_deliveries
        where state = 'waiting' and next_attempt_at <= ${now} and channel_id <> all(${plainArray(busy)}::int[])
        order by next_attempt_at
        limit ${AT_ONCE_A_CHANNEL}
        for update skip locked
      )
      update notification_deliveries d
      set attempts = d.attempts + 1, next_attempt_at = ${now}::timestamptz + make_interval(secs => ${LEASE_S})
      from taken, notification_channels c
      where d.id = taken.id and c.id = d.channel_id and c.project_id = d.project_id
      returning d.id, d.kind, d.payload, d.attempts, c.id as "channelId", c.kind as "channelKind", c.url, c.secret,
        c.removed_at is not null as removed`;
  }
}

interface Outcome {
  delivered: boolean;
  status: number | null;
  error: string | null;
}

async function attempt(message: Due, options: DeliverOptions, now: Date): Promise<Outcome> {
  if (message.removed) return { delivered: false, status: null, error: "The channel was removed." };
  const body = bodyOf(message, options.publicUrl);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "Recount",
    "x-recount-delivery": message.id,
    "x-recount-event": message.kind,
  };
  if (message.secret !== null) headers["x-recount-signature"] = signature(message.secret, body, now);
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
export function bodyOf(message: Pick<Due, "id" | "payload" | "channelKind">, publicUrl: string): string {
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

async function note(sql: Sql, message: Due, outcome: Outcome, now: Date): Promise<void> {
  const wait = message.removed ? undefined : WAIT_S[message.attempts - 1];
  const state = outcome.delivered ? "delivered" : wait === undefined ? "failed" : "waiting";
  await sql`
    update notification_deliveries
    set state = ${state}, status = ${outcome.status}, error = ${outcome.error},
      next_attempt_at = ${now}::timestamptz + make_interval(secs => ${wait ?? 0}),
      ended_at = ${state === "waiting" ? null : new Date()}
    where id = ${message.id} and state = 'waiting'`;
}

/** Old messages; the audit log and the breaches say what there was to tell. */
export const forgetDeliveries = (sql: Sql): Promise<unknown> =>
  sql`delete from notification_deliveries where state <> 'waiting' and created_at < clock_timestamp() - interval '90 days'`;
