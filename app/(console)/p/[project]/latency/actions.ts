"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { ActionResult } from "@/lib/http/action-result";
import { type DeleteObjective, deleteObjective } from "@/lib/latency/objectives/delete-objective";
import { saveObjective } from "@/lib/latency/objectives/save-objective";
import type { ObjectiveInput } from "@/lib/latency/objectives/schemas";

/** @param id the objective to change; null: a new one */
export async function saveObjectiveAction(
  slug: string,
  id: number | null,
  input: ObjectiveInput,
): Promise<ActionResult<{ id: number }>> {
  return answerIn(slug, async (ctx) => {
    const saved = await saveObjective(ctx, id, input);
    revalidatePath(`/p/${slug}/latency`);
    return saved;
  });
}

export async function deleteObjectiveAction(slug: string, input: DeleteObjective): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await deleteObjective(ctx, input);
    revalidatePath(`/p/${slug}/latency`);
    return undefined;
  });
}
