"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import { store } from "@/app/store";
import { applyList, dropList, type PriceListId } from "@/lib/cost/list/apply-list";
import { proposeList } from "@/lib/cost/list/propose-list";
import type { ProposeList } from "@/lib/cost/list/schemas";
import { addOwnPrice } from "@/lib/cost/own/add-own-price";
import { changeOwnPrice } from "@/lib/cost/own/change-own-price";
import { type RemoveOwnPrice, removeOwnPrice } from "@/lib/cost/own/remove-own-price";
import type { OwnPriceInput } from "@/lib/cost/own/schemas";
import { cancelRepricing } from "@/lib/cost/reprice/cancel-repricing";
import type { RepricingId, RepricingScope } from "@/lib/cost/reprice/schemas";
import { runRepricing } from "@/lib/cost/reprice/run-repricing";
import { startPreview } from "@/lib/cost/reprice/start-preview";
import { setEstimates } from "@/lib/cost/set-estimates";
import type { SetEstimates } from "@/lib/cost/schemas";
import type { Context } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";

/** What changes prices is shown at once, and in force in every server within seconds. */
const changing = <T>(slug: string, verb: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> =>
  answerIn(slug, async (ctx) => {
    const value = await verb(ctx);
    revalidatePath(`/p/${slug}/settings/prices`);
    return value;
  });

/** @param id the price that this is a new version of; null: a new one */
export async function savePriceAction(
  slug: string,
  id: number | null,
  input: OwnPriceInput,
): Promise<ActionResult<{ id: number }>> {
  return changing(slug, (ctx) => (id === null ? addOwnPrice(ctx, input) : changeOwnPrice(ctx, id, input)));
}

export async function removePriceAction(slug: string, input: RemoveOwnPrice): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await removeOwnPrice(ctx, input);
    return undefined;
  });
}

export async function setEstimatesAction(slug: string, input: SetEstimates): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await setEstimates(ctx, input);
    return undefined;
  });
}

export async function proposeListAction(
  slug: string,
  input: ProposeList,
): Promise<ActionResult<{ id: number }>> {
  return answerIn(slug, (ctx) => proposeList(ctx, input, { allowPrivate: store().env.privateWebhooks }));
}

export async function applyListAction(slug: string, input: PriceListId): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await applyList(ctx, input);
    return undefined;
  });
}

export async function dropListAction(slug: string): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await dropList(ctx);
    return undefined;
  });
}

export async function previewAction(
  slug: string,
  input: RepricingScope,
): Promise<ActionResult<{ id: number }>> {
  return answerIn(slug, (ctx) => startPreview(ctx, input));
}

export async function repriceAction(slug: string, input: RepricingId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await runRepricing(ctx, input);
    return undefined;
  });
}

export async function cancelRepricingAction(slug: string, input: RepricingId): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await cancelRepricing(ctx, input);
    return undefined;
  });
}
