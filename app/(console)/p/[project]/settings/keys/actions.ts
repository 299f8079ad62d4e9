"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { changeKeyLimits } from "@/lib/api-keys/change-key-limits";
import type { ChangeKeyLimits, CreateApiKey } from "@/lib/api-keys/schemas";
import { createApiKey } from "@/lib/api-keys/create-api-key";
import { type RevokeApiKey, revokeApiKey } from "@/lib/api-keys/revoke-api-key";
import type { ActionResult } from "@/lib/http/action-result";

/** @returns the key, which is shown once */
export async function createKeyAction(
  slug: string,
  input: CreateApiKey,
): Promise<ActionResult<{ key: string }>> {
  return answerIn(slug, async (ctx) => {
    const { key } = await createApiKey(ctx, input);
    revalidatePath(`/p/${slug}/settings/keys`);
    return { key };
  });
}

export async function revokeKeyAction(slug: string, input: RevokeApiKey): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await revokeApiKey(ctx, input);
    revalidatePath(`/p/${slug}/settings/keys`);
    return undefined;
  });
}

export async function changeKeyLimitsAction(slug: string, input: ChangeKeyLimits): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeKeyLimits(ctx, input);
    revalidatePath(`/p/${slug}/settings/keys`);
    return undefined;
  });
}
