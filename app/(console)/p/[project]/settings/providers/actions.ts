"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { providerSettings } from "@/app/provider-settings";
import { store } from "@/app/store";
import type { ActionResult } from "@/lib/http/action-result";
import type { ProviderChange, ProviderId, ProviderInput } from "@/lib/providers/provider";
import { addProvider, changeProvider, removeProvider } from "@/lib/providers/providers";
import { type Tested, testProvider } from "@/lib/providers/test-provider";

const shown = (slug: string): void => revalidatePath(`/p/${slug}/settings/providers`);

export async function addProviderAction(slug: string, input: ProviderInput): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await addProvider(ctx, input, store().env.secret);
    shown(slug);
    return undefined;
  });
}

export async function changeProviderAction(slug: string, input: ProviderChange): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeProvider(ctx, input, store().env.secret);
    shown(slug);
    return undefined;
  });
}

export async function removeProviderAction(slug: string, input: ProviderId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await removeProvider(ctx, input);
    shown(slug);
    return undefined;
  });
}

export async function testProviderAction(slug: string, input: ProviderId): Promise<ActionResult<Tested>> {
  return answerIn(slug, (ctx) => testProvider(ctx, input, providerSettings()));
}
