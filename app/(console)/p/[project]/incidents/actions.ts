"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { Context } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";
import { changeIncident } from "@/lib/incidents/change-incident";
import { pinTraces, unpinTrace } from "@/lib/incidents/pin-trace";
import { savePostMortem } from "@/lib/incidents/save-post-mortem";
import type { ChangeIncident, PinTraces, SavePostMortem, UnpinTrace } from "@/lib/incidents/schemas";

/** What is changed is shown at once, also in the count of the sidebar. */
const changing = <T>(slug: string, verb: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> =>
  answerIn(slug, async (ctx) => {
    const value = await verb(ctx);
    revalidatePath(`/p/${slug}`, "layout");
    return value;
  });

export async function changeIncidentAction(slug: string, input: ChangeIncident): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await changeIncident(ctx, input);
    return undefined;
  });
}

export async function keepTracesAction(slug: string, input: PinTraces): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await pinTraces(ctx, input);
    return undefined;
  });
}

export async function unkeepTraceAction(slug: string, input: UnpinTrace): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await unpinTrace(ctx, input);
    return undefined;
  });
}

/** The page in which it is written stays as it is: it knows what was saved. */
export async function savePostMortemAction(
  slug: string,
  input: SavePostMortem,
): Promise<ActionResult<{ at: string }>> {
  return answerIn(slug, (ctx) => savePostMortem(ctx, input));
}
