import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

/** Weeks that are offered; any from 1 to 104 is taken. */
export const PROMISES = [1, 2, 4, 8, 13, 26, 52] as const;

export const SetPromise = z.object({
  weeks: z
    .int({ error: "Use a whole number of weeks." })
    .min(1, { error: "Use at least one week." })
    .max(104, { error: "Use at most 104 weeks." }),
});
export type SetPromise = z.input<typeof SetPromise>;

/**
 * How rarely drift may be told where there is none: at most once in so many weeks, over all of the project's series. Evidence so far
 * stays; fewer false alarms take more of it, and so longer.
 * @throws Failure forbidden, bad_request
 */
export async function setPromise(ctx: Context, input: SetPromise): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  const { weeks } = parse(SetPromise, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [before] = await tx<{ weeks: number }[]>`
      select false_alarm_weeks as weeks from projects where id = ${ctx.project.id} for update`;
    if (!before) throw new Failure("not_found", "This project is gone.");
    if (before.weeks === weeks) return;
    await tx`update projects set false_alarm_weeks = ${weeks} where id = ${ctx.project.id}`;
    await record(tx, ctx, {
      action: "drift.promise_changed",
      target: ctx.project.slug,
      detail: { from_weeks: before.weeks, weeks },
    });
  });
}
