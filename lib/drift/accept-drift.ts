import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { parse } from "@/lib/http/parse";

import type { DriftDetail } from "./establish-drift";

export const AcceptDrift = z.object({ id: z.string().regex(/^\d{1,18}$/) });
export type AcceptDrift = z.input<typeof AcceptDrift>;

/**
 * What drifted is as it should be from now on: the finding is over, and the baseline is what came since it began, as soon as there is
 * enough of it.
 * @throws Failure forbidden, bad_request, not_found, conflict
 */
export async function acceptDrift(ctx: Context, input: AcceptDrift): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  const { id } = parse(AcceptDrift, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [finding] = await tx<{ title: string; detail: DriftDetail; resolvedAt: string | null }[]>`
      select title, detail, resolved_at as "resolvedAt"
      from findings
      where project_id = ${ctx.project.id} and id = ${id} and rule = 'drift'
      for update`;
    if (!finding) throw new Failure("not_found", `There is no finding ${id} about drift in this project.`);
    if (finding.resolvedAt !== null) throw new Failure("conflict", "It is over already. Reload the page.");
    const { feature, environment, dimension, value, signal, began } = finding.detail;
    await tx`
      update drift_series
      set pinned_from = ${began.at}::timestamptz, pinned_to = null, fitted_at = 'epoch', phase = 'not_enough', state = null,
        baseline = '{}', verdict = null
      where project_id = ${ctx.project.id} and feature = ${feature} and environment = ${environment} and dimension = ${dimension}
        and value = ${value} and signal = ${signal}`;
    const why = `${ctx.actor.name} accepted it as the new normal.`;
    await resolveFindings(tx, ctx.project, [{ id, why }], ctx.now());
    await record(tx, ctx, { action: "drift.accepted", target: finding.title, detail: { id: Number(id) } });
  });
}
