"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChannelInput } from "@/lib/notify/channel";
import { addChannel, type ChannelId, removeChannel } from "@/lib/notify/channels";
import { sendTest } from "@/lib/notify/send-test";

const shown = (slug: string): void => revalidatePath(`/p/${slug}/settings/notifications`);

export async function addChannelAction(
  slug: string,
  input: ChannelInput,
): Promise<ActionResult<{ secret: string | null }>> {
  return answerIn(slug, async (ctx) => {
    const { secret } = await addChannel(ctx, input);
    shown(slug);
    return { secret };
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
