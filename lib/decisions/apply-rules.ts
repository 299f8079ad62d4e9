import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

const DAY_MS = 86_400_000;
const UNIQUE = "23505";

/** How far rules are applied to stored traces. */
export interface DecisionRun {
  id: number;
  state: "running" | "done" | "canceled";
  from: string;
  to: string;
  /** Null: not counted yet. */
  totalTraces: number | null;
  doneTraces: number;
  found: number;
  startedBy: string;
  startedAt: string;
  endedAt: string | null;
}

/**
 * Has the worker apply the rules to all that is stored, from the newest trace back, some hundred at a time beside its other work.
 * @throws Failure forbidden, conflict (it is under way)
 */
export async function applyRules(ctx: Context): Promise<void> {
  requirePermission(ctx, "edit_decisions");
  const now = ctx.now();
  const from = new Date(now.getTime() - (ctx.project.retentionDays + 1) * DAY_MS);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await tx`
      insert into decision_runs (project_id, state, from_at, to_at, started_by, started_at)
      values (${ctx.project.id}, 'running', ${from}, ${new Date(now.getTime() + DAY_MS)}, ${ctx.actor.name}, ${now})`;
    await record(tx, ctx, { action: "decision_rules.applying" });
  }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === UNIQUE)
      throw new Failure("conflict", "Rules are being applied already; wait for the end or stop it.", {
        cause: error,
      });
    throw error;
  });
}

/** What is done stays. @throws Failure forbidden, not_found */
export async function stopApplying(ctx: Context): Promise<void> {
  requirePermission(ctx, "edit_decisions");
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const stopped = await tx`
      update decision_runs set state = 'canceled', ended_at = ${ctx.now()}
      where project_id = ${ctx.project.id} and state = 'running'`;
    if (stopped.count === 0) throw new Failure("not_found", "Nothing is being applied.");
    await record(tx, ctx, { action: "decision_rules.stopped" });
  });
}

/** The newest; null: rules were never applied to the past. @throws Failure forbidden */
export async function lastRun(ctx: Context): Promise<DecisionRun | null> {
  requirePermission(ctx, "read_aggregates");
  const [row] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<DecisionRun[]>`
      select id, state, from_at as "from", to_at as "to", total_traces as "totalTraces", done_traces as "doneTraces", found,
        started_by as "startedBy", started_at as "startedAt", ended_at as "endedAt"
      from decision_runs
      where project_id = ${ctx.project.id}
      order by id desc
      limit 1`,
    { readOnly: true },
  );
  return row ?? null;
}
