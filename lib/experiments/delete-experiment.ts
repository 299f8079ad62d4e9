import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

export const ExperimentId = z.object({ id: z.int().positive() });
export type ExperimentId = z.input<typeof ExperimentId>;

/** Deletes an experiment with its answers; one that runs is stopped by it. @throws Failure forbidden, bad_request, not_found */
export async function deleteExperiment(ctx: Context, input: ExperimentId): Promise<void> {
  requirePermission(ctx, "run_calls");
  const { id } = parse(ExperimentId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [gone] = await tx<{ kind: string }[]>`
      delete from experiments where project_id = ${ctx.project.id} and id = ${id} returning kind`;
    if (!gone) throw new Failure("not_found", "This experiment is gone already. Reload the page.");
    await record(tx, ctx, {
      action: "experiment.deleted",
      target: `${gone.kind === "rerun" ? "Re-run" : "What if"} ${id}`,
      detail: { id },
    });
  });
}
