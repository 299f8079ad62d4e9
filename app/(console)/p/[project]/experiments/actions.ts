"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { providerSettings } from "@/app/provider-settings";
import { deleteExperiment, type ExperimentId } from "@/lib/experiments/delete-experiment";
import { type Preview, previewExperiment } from "@/lib/experiments/preview-experiment";
import type { ExperimentInput } from "@/lib/experiments/schemas";
import type { ActionResult } from "@/lib/http/action-result";

export async function previewExperimentAction(
  slug: string,
  input: ExperimentInput,
): Promise<ActionResult<Preview>> {
  return answerIn(slug, (ctx) => previewExperiment(ctx, input, providerSettings()));
}

export async function deleteExperimentAction(slug: string, input: ExperimentId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await deleteExperiment(ctx, input);
    revalidatePath(`/p/${slug}/experiments`);
    return undefined;
  });
}
