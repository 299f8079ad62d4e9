"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { store } from "@/app/store";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChannelChange, ChannelInput } from "@/lib/notify/channel";
import {
  addChannel,
  changeChannel,
  type ChannelId,
  type PauseChannel,
  pauseChannel,
  removeChannel,
} from "@/lib/notify/channels";
import { type DeliveryDetail, type DeliveryId, getDelivery } from "@/lib/notify/get-delivery";
import { sendAgain } from "@/lib/notify/send-again";
import { sendTest } from "@/lib/notify/send-test";

const shown = (slug: string): void => revalidatePath(`/p/${slug}/settings/notifications`);

export async function addChannelAction(
  slug: string,
  input: ChannelInput,
): Promise<ActionResult<{ secret: string | null }>> {
  return answerIn(slug, async (ctx) => {
    const { secret } = await addChannel(ctx, input, { mail: store().env.mail !== undefined });
    shown(slug);
    return { secret };
  });
}

export async function changeChannelAction(slug: string, input: ChannelChange): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeChannel(ctx, input);
    shown(slug);
    return undefined;
  });
}

export async function pauseChannelAction(slug: string, input: PauseChannel): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await pauseChannel(ctx, input);
    shown(slug);
    return undefined;
  });
}

export async function removeChannelAction(slug: string, input: ChannelId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await removeChannel(ctx, input);
    shown(slug);
    return undefined;
  });
}

export async function sendTestAction(
  slug: string,
  input: ChannelId,
): Promise<ActionResult<{ deliveryId: string }>> {
  return answerIn(slug, async (ctx) => {
    const sent = await sendTest(ctx, input);
    shown(slug);
    return sent;
  });
}

export async function readDeliveryAction(
  slug: string,
  input: DeliveryId,
): Promise<ActionResult<DeliveryDetail>> {
  const { publicUrl, port } = store().env;
  return answerIn(slug, (ctx) => getDelivery(ctx, input, publicUrl ?? `http://localhost:${port}`));
}

export async function sendAgainAction(slug: string, input: DeliveryId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await sendAgain(ctx, input);
    shown(slug);
    return undefined;
  });
}
