import type { TransactionSql } from "postgres";

import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Objective } from "./objective";

/** The project's objectives, oldest first. @throws Failure forbidden */
export async function listObjectives(tx: TransactionSql, ctx: Context): Promise<Objective[]> {
  requirePermission(ctx, "read_aggregates");
  return [
    ...(await tx<Objective[]>`
      select id, measure, threshold_ms as "thresholdMs", target::float8 as target, window_days as "windowDays",
        feature, environment, model, author, changed_at as "changedAt"
      from latency_objectives
      where project_id = ${ctx.project.id}
      order by id`),
  ];
}
