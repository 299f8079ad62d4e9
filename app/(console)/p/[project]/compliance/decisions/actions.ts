"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { Context } from "@/lib/context";
import { applyRules, stopApplying } from "@/lib/decisions/apply-rules";
import { previewRule, type RulePreview } from "@/lib/decisions/preview-rule";
import type { RuleInput } from "@/lib/decisions/rule";
import { addRule, removeRule, setHashing } from "@/lib/decisions/rules";
import type { ActionResult } from "@/lib/http/action-result";

const changing = (slug: string, verb: (ctx: Context) => Promise<unknown>): Promise<ActionResult> =>
  answerIn(slug, async (ctx) => {
    await verb(ctx);
    revalidatePath(`/p/${slug}/compliance`, "layout");
    return undefined;
  });

export async function previewDecisionRuleAction(
  slug: string,
  input: RuleInput,
): Promise<ActionResult<RulePreview>> {
  return answerIn(slug, (ctx) => previewRule(ctx, input));
}

export async function addDecisionRuleAction(slug: string, input: RuleInput): Promise<ActionResult> {
  return changing(slug, (ctx) => addRule(ctx, input));
}

export async function removeDecisionRuleAction(slug: string, id: number): Promise<ActionResult> {
  return changing(slug, (ctx) => removeRule(ctx, id));
}

export async function hashSubjectsAction(slug: string, hashed: boolean): Promise<ActionResult> {
  return changing(slug, (ctx) => setHashing(ctx, hashed));
}

export async function applyDecisionRulesAction(slug: string): Promise<ActionResult> {
  return changing(slug, applyRules);
}

export async function stopDecisionRulesAction(slug: string): Promise<ActionResult> {
  return changing(slug, stopApplying);
}
