"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import type { WriteScore } from "@/lib/judgements/schemas";
import { writeScore } from "@/lib/judgements/write-score";

export async function writeScoreAction(
  slug: string,
  input: WriteScore,
): Promise<ActionResult<{ ids: string[] }>> {
  return answerIn(slug, async (ctx) => {
    const made = await writeScore(ctx, input);
    revalidatePath(`/p/${slug}`, "layout");
    return made;
  });
}
