"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { changeComment } from "@/lib/comments/change-comment";
import { seeMentions } from "@/lib/comments/mentions-of-me";
import type { ChangeComment, WriteComment } from "@/lib/comments/schemas";
import { writeComment } from "@/lib/comments/write-comment";
import type { ActionResult } from "@/lib/http/action-result";

export async function writeCommentAction(
  slug: string,
  input: WriteComment,
): Promise<ActionResult<{ ids: string[] }>> {
  return answerIn(slug, async (ctx) => {
    const made = await writeComment(ctx, input);
    revalidatePath(`/p/${slug}`, "layout");
    return made;
  });
}

export async function changeCommentAction(slug: string, input: ChangeComment): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await changeComment(ctx, input);
    revalidatePath(`/p/${slug}`, "layout");
    return undefined;
  });
}

export async function seeMentionsAction(slug: string): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await seeMentions(ctx);
    return undefined;
  });
}
