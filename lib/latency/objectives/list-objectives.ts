import type { TransactionSql } from "postgres";

import { matching, select } from "@/db/drizzle";
import { latencyObjectives as objectives } from "@/db/schema/objectives";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { Objective } from "./objective";

/** What an objective says. */
export const OBJECTIVE_COLUMNS = [
  "measure",
  "thresholdMs",
  "target",
  "windowDays",
  "feature",
  "environment",
  "model",
] as const;

/** The project's objectives, oldest first. @throws Failure forbidden */
export async function listObjectives(tx: TransactionSql, ctx: Context): Promise<Objective[]> {
  requirePermission(ctx, "read_aggregates");
  return select(tx, objectives, "id", ...OBJECTIVE_COLUMNS, "author", "changedAt")
    .where(matching(objectives, { projectId: ctx.project.id }))
    .orderBy(objectives.id);
}
