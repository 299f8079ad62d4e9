import { createHmac } from "node:crypto";

import type { ChannelKind } from "./channel";
import { bodyOf } from "./formats/body";
import { PAGERDUTY_URL } from "./formats/pagerduty";
import { type MessagePayload, noticeOf } from "./message";
import { type MailSettings, sendMail } from "./send-mail";
import { sendRequest } from "./send-request";

export interface DeliverOptions {
  allowPrivate: boolean;
  /** The console's address, for links. */
  publicUrl: string;
  /** Absent: this instance sends no mail. */
  mail?: MailSettings | undefined;
  /** Tests only: an address in place of PagerDuty's. */
  pagerDutyUrl?: string;
}

/** A message with where it goes. */
export interface Addressed {
  id: string;
  kind: string;
  payload: MessagePayload;
  channelKind: ChannelKind;
  url: string | null;
  secret: string | null;
  recipients: string[] | null;
}

export interface Outcome {
  delivered: boolean;
  status: number | null;
  error: string | null;
  /** What the receiver said. */
  answer: string | null;
}

/** Sends a message once. What goes wrong is an outcome, never thrown. */
export async function send(message: Addressed, options: DeliverOptions): Promise<Outcome> {
  try {
    const { channelKind } = message;
    return channelKind === "email"
      ? await sendByMail(message, options)
      : await sendByHttp({ ...message, channelKind }, options);
  } catch (error) {
    const why =
      error instanceof Error ? error.message || String((error as { code?: string }).code) : "failed";
    const status = (error as { responseCode?: unknown } | null)?.responseCode;
    return {
      delivered: false,
      status: typeof status === "number" ? status : null,
      error: `Not sent: ${why}`.slice(0, 500),
      answer: null,
    };
  }
}

async function sendByMail(message: Addressed, { mail, publicUrl }: DeliverOptions): Promise<Outcome> {
  if (!mail) throw new Error("this instance has no mail server (RECOUNT_SMTP_URL)");
  const { response, rejected } = await sendMail(mail, {
    id: message.id,
    recipients: message.payload.recipients ?? message.recipients ?? [],
    payload: message.payload,
    notice: noticeOf(message.payload, publicUrl),
  });
  return {
    delivered: true,
    status: Number(response.slice(0, 3)) || null,
    // The others have it: once more would be twice for them.
    error: rejected.length > 0 ? `Refused for ${rejected.join(", ")}.` : null,
    answer: response.slice(0, 300),
  };
}

async function sendByHttp(
  message: Addressed & { channelKind: Exclude<ChannelKind, "email"> },
  options: DeliverOptions,
): Promise<Outcome> {
  const body = JSON.stringify(bodyOf(message, options.publicUrl));
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "Recount",
    "x-recount-delivery": message.id,
    "x-recount-event": message.kind,
  };
  const { secret, channelKind } = message;
  if (channelKind === "webhook" && secret !== null)
    headers["x-recount-signature"] = signature(secret, body, new Date());
  const url = channelKind === "pagerduty" ? (options.pagerDutyUrl ?? PAGERDUTY_URL) : message.url;
  if (url === null) throw new Error("the channel has no address");
  const { status, text } = await sendRequest({ url, headers, body, allowPrivate: options.allowPrivate });
  const delivered = status >= 200 && status < 300;
  const redirected = status >= 300 && status < 400;
  const error = delivered
    ? null
    : redirected
      ? "The address redirects; give the one that it leads to."
      : `Answered with status ${status}.`;
  return { delivered, status, error, answer: withoutSecret(text, secret) };
}

/** Some receivers say what they were sent. */
const withoutSecret = (text: string | null, secret: string | null): string | null =>
  text === null || secret === null ? text : text.replaceAll(secret, "•••");

/**
 * The header by which a receiver knows that we sent this body, and when: `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>", hex>`.
 * With the time in it, a request that somebody recorded is of no use later.
 */
function signature(secret: string, body: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
}
