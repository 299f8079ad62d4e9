"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import { changeQuota } from "@/lib/ingest-usage/change-quota";
import type { ChangeQuota } from "@/lib/ingest-usage/schemas";
import { type DeleteQuarantined, deleteQuarantined } from "@/lib/ingest-usage/delete-quarantined";

export async function changeQuotaAction(slug: string, input: ChangeQuota): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeQuota(ctx, input);
    revalidatePath(`/p/${slug}/settings/ingest`);
    return undefined;
  });
}

export async function deleteQuarantinedAction(slug: string, input: DeleteQuarantined): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await deleteQuarantined(ctx, input);
    revalidatePath(`/p/${slug}/settings/ingest`);
    return undefined;
  });
}
