"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { type AcceptDrift, acceptDrift } from "@/lib/drift/accept-drift";
import { type AnswerComparison, type CompareAnswers, compareAnswers } from "@/lib/drift/compare-answers";
import type { DiffLine } from "@/lib/drift/causes/line-diff";
import { getPromptDiff, type PromptDiffQuery } from "@/lib/drift/get-prompt-diff";
import { type PinBaseline, pinBaseline } from "@/lib/drift/pin-baseline";
import { type SetPromise, setPromise } from "@/lib/drift/set-promise";
import type { ActionResult } from "@/lib/http/action-result";

export async function acceptDriftAction(slug: string, input: AcceptDrift): Promise<ActionResult<void>> {
  return answerIn(slug, async (ctx) => {
    await acceptDrift(ctx, input);
    revalidatePath(`/p/${slug}/drift`);
  });
}

export async function setPromiseAction(slug: string, input: SetPromise): Promise<ActionResult<void>> {
  return answerIn(slug, async (ctx) => {
    await setPromise(ctx, input);
    revalidatePath(`/p/${slug}/drift`);
  });
}

export async function pinBaselineAction(
  slug: string,
  of: Pick<PinBaseline, "feature" | "environment">,
  baseline: PinBaseline["baseline"],
): Promise<ActionResult<void>> {
  return answerIn(slug, async (ctx) => {
    await pinBaseline(ctx, { ...of, baseline });
    revalidatePath(`/p/${slug}/drift`);
  });
}

export async function compareAnswersAction(
  slug: string,
  of: Pick<CompareAnswers, "feature" | "environment">,
  periods: Pick<CompareAnswers, "before" | "after">,
): Promise<ActionResult<AnswerComparison>> {
  return answerIn(slug, (ctx) => compareAnswers(ctx, { ...of, ...periods }));
}

export async function readPromptDiffAction(
  slug: string,
  input: PromptDiffQuery,
): Promise<ActionResult<DiffLine[]>> {
  return answerIn(slug, (ctx) => getPromptDiff(ctx, input));
}
