"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { changeBudget } from "@/lib/budgets/change-budget";
import { createBudget } from "@/lib/budgets/create-budget";
import { deleteBudget } from "@/lib/budgets/delete-budget";
import { type PauseBudget, pauseBudget } from "@/lib/budgets/pause-budget";
import { type BudgetPreview, previewBudget } from "@/lib/budgets/preview-budget";
import { raiseLimit } from "@/lib/budgets/raise-limit";
import type { BudgetId, BudgetInput, RaiseLimit } from "@/lib/budgets/schemas";
import type { Context } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";

/** What is changed is shown at once, and in force in every server within a second. */
const changing = <T>(slug: string, verb: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> =>
  answerIn(slug, async (ctx) => {
    const value = await verb(ctx);
    revalidatePath(`/p/${slug}/budgets`, "layout");
    return value;
  });

/** @param id the budget to change; null: a new one */
export async function saveBudgetAction(
  slug: string,
  id: number | null,
  input: BudgetInput,
): Promise<ActionResult<{ id: number }>> {
  return changing(slug, (ctx) => (id === null ? createBudget(ctx, input) : changeBudget(ctx, id, input)));
}

export async function previewBudgetAction(
  slug: string,
  input: BudgetInput,
): Promise<ActionResult<BudgetPreview>> {
  return answerIn(slug, (ctx) => previewBudget(ctx, input));
}

export async function raiseLimitAction(
  slug: string,
  input: RaiseLimit,
): Promise<ActionResult<{ until: string }>> {
  return changing(slug, (ctx) => raiseLimit(ctx, input));
}

export async function pauseBudgetAction(slug: string, input: PauseBudget): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await pauseBudget(ctx, input);
    return undefined;
  });
}

export async function deleteBudgetAction(slug: string, input: BudgetId): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await deleteBudget(ctx, input);
    return undefined;
  });
}
