import { z } from "zod";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import type { ChannelKind } from "./channel";
import { bodyOf } from "./formats/body";
import { mailOf } from "./formats/email";
import { type MessagePayload, noticeOf } from "./message";

export const DeliveryId = z.object({ id: z.uuid() });
export type DeliveryId = z.input<typeof DeliveryId>;

export interface DeliveryDetail {
  state: string;
  attempts: number;
  status: number | null;
  error: string | null;
  answer: string | null;
  /** What its receiver gets, without what is secret in it: JSON, or the text of a mail. */
  body: string;
}

/**
 * One message, and how it looks to its receiver.
 * @param publicUrl the console's address, for links
 * @throws Failure forbidden, bad_request, not_found
 */
export async function getDelivery(
  ctx: Context,
  input: DeliveryId,
  publicUrl: string,
): Promise<DeliveryDetail> {
  requirePermission(ctx, "read_aggregates");
  const { id } = parse(DeliveryId, input);
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<(Omit<DeliveryDetail, "body"> & { payload: MessagePayload; channelKind: ChannelKind })[]>`
      select d.state, d.attempts, d.status, d.error, d.answer, d.payload, c.kind as "channelKind"
      from notification_deliveries d
      join notification_channels c on c.id = d.channel_id and c.project_id = d.project_id
      where d.project_id = ${ctx.project.id} and d.id = ${id}`,
    { readOnly: true },
  );
  if (!row) throw noDelivery();
  const { payload, channelKind, ...detail } = row;
  if (channelKind !== "email") {
    const body = bodyOf({ id, payload, channelKind, secret: "•••" }, publicUrl);
    return { ...detail, body: JSON.stringify(body, null, 2) };
  }
  const { subject, text } = mailOf(noticeOf(payload, publicUrl), payload);
  return { ...detail, body: `Subject: ${subject}\n\n${text}` };
}

export const noDelivery = (): Failure =>
  new Failure("not_found", "There is no such message; those of the last 90 days are kept.");
