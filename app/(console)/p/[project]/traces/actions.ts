"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import { changeView } from "@/lib/views/change-view";
import { saveView } from "@/lib/views/save-view";
import type { ChangeView, SaveView } from "@/lib/views/schemas";

export async function saveViewAction(slug: string, input: SaveView): Promise<ActionResult<{ id: number }>> {
  return answerIn(slug, async (ctx) => {
    const made = await saveView(ctx, input);
    revalidatePath(`/p/${slug}/traces`);
    return made;
  });
}

export async function changeViewAction(slug: string, input: ChangeView): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeView(ctx, input);
    revalidatePath(`/p/${slug}/traces`);
    return undefined;
  });
}
