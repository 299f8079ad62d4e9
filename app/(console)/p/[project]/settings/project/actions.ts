"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import { updateProject } from "@/lib/projects/update-project";
import type { UpdateProject } from "@/lib/projects/schemas";

export async function updateProjectAction(slug: string, input: UpdateProject): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await updateProject(ctx, input);
    // The name stands in the frame of every page.
    revalidatePath(`/p/${slug}`, "layout");
    return undefined;
  });
}
