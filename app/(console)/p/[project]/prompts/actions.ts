"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import { saveNote } from "@/lib/prompts/save-note";
import type { PromptNote } from "@/lib/prompts/schemas";

export async function savePromptNoteAction(slug: string, input: PromptNote): Promise<ActionResult<void>> {
  return answerIn(slug, async (ctx) => {
    await saveNote(ctx, input);
    revalidatePath(`/p/${slug}/prompts`, "layout");
  });
}
