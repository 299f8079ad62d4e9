import type { Context } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";
import { asFailure, logFailure } from "@/lib/http/respond";

import { sessionContext } from "./context";

/** Runs a verb for a server action and turns its failure into an answer; what nobody foresaw is logged and not shown. */
export async function answer<T>(verb: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await verb() };
  } catch (error) {
    if (isNavigation(error)) throw error;
    const failure = asFailure(error);
    logFailure(failure);
    const { code, message, details } = failure;
    return { ok: false, code, message, fields: Object.fromEntries(details.map((d) => [d.path, d.message])) };
  }
}

/** The same for a verb within a project: identity, role and project are read anew, whatever the page said. */
export const answerIn = <T>(
  projectSlug: string,
  verb: (ctx: Context) => Promise<T>,
): Promise<ActionResult<T>> => answer(async () => verb(await sessionContext(projectSlug)));

/** redirect() and notFound() travel as errors that the framework must see. */
const isNavigation = (error: unknown): boolean =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_");
