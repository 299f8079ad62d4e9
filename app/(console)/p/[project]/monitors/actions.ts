"use server";

import { revalidatePath } from "next/cache";

import { answerIn } from "@/app/action";
import type { Context } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";
import { type ApplyAnswer, applyYaml } from "@/lib/monitors/apply-monitors";
import { type BackTest, backTest } from "@/lib/monitors/back-test";
import type { MonitorInput } from "@/lib/monitors/definition";
import { deleteMonitor, type MonitorId } from "@/lib/monitors/delete-monitor";
import { type MuteMonitor, muteMonitor } from "@/lib/monitors/mute-monitor";
import { saveMonitor } from "@/lib/monitors/save-monitor";

const changing = <T>(slug: string, verb: (ctx: Context) => Promise<T>): Promise<ActionResult<T>> =>
  answerIn(slug, async (ctx) => {
    const value = await verb(ctx);
    revalidatePath(`/p/${slug}/monitors`, "layout");
    return value;
  });

/** @param id the monitor to change; null: a new one */
export async function saveMonitorAction(
  slug: string,
  id: number | null,
  input: MonitorInput,
): Promise<ActionResult<{ id: number }>> {
  return changing(slug, (ctx) => saveMonitor(ctx, id, input));
}

export async function backTestAction(slug: string, input: MonitorInput): Promise<ActionResult<BackTest>> {
  return answerIn(slug, (ctx) => backTest(ctx, input));
}

export async function muteMonitorAction(slug: string, input: MuteMonitor): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await muteMonitor(ctx, input);
    return undefined;
  });
}

export async function deleteMonitorAction(slug: string, input: MonitorId): Promise<ActionResult> {
  return changing(slug, async (ctx) => {
    await deleteMonitor(ctx, input);
    return undefined;
  });
}

/** @param yaml as `npm run monitors -- apply` takes it */
export async function applyMonitorsAction(
  slug: string,
  yaml: string,
  dryRun: boolean,
): Promise<ActionResult<ApplyAnswer>> {
  return changing(slug, (ctx) => applyYaml(ctx, yaml, { dryRun }));
}
