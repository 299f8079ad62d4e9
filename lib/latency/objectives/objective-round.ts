import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context, ProjectRef } from "@/lib/context";
import type { Established, Over } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { readOpenFindings } from "@/lib/findings/read-open";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { formatPercent } from "@/lib/format/percent";
import { significant } from "@/lib/format/significant";
import { eachProject } from "@/lib/jobs/each-project";

import type { Measure } from "../measure";
import { judgeBurn } from "./judge-burn";
import { listObjectives } from "./list-objectives";
import { type Objective, objectiveText, scopeText } from "./objective";
import { type ObjectiveStatus, objectiveStatus } from "./objective-status";

const DAY_MS = 86_400_000;

/**
 * Looks how fast the error budgets of latency objectives are used: what is used too fast is a finding until it no longer is.
 * @param sql connected as recount_worker
 */
export async function objectiveRound(sql: Sql, now: () => Date = () => new Date()): Promise<void> {
  const projects = await sql<ProjectRef[]>`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays"
    from projects p
    where exists (select from latency_objectives o where o.project_id = p.id)
      or exists (select from findings f where f.project_id = p.id and f.rule = 'objective' and f.resolved_at is null)
    order by p.id`;
  await eachProject(projects, (project) =>
    projectRound({ sql, project, actor: { kind: "system", name: "worker" }, now }),
  );
}

async function projectRound(ctx: Context): Promise<void> {
  const statuses = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const found = [];
      for (const objective of await listObjectives(tx, ctx))
        found.push(await objectiveStatus(tx, ctx, objective));
      return found;
    },
    { readOnly: true },
  );
  const levels = new Map(statuses.map((status) => [status.objective.id, judgeBurn(status)]));
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const open = await readOpenFindings(tx, ctx.project.id, "objective");
    const over = open.flatMap(({ id, ruleId, level }): Over[] => {
      const now = levels.get(ruleId);
      if (now === undefined) return [{ id, why: "The objective was deleted." }];
      if (now === null) return [{ id, why: "The error budget is no longer used too fast." }];
      return level === "alert" && now === "warning"
        ? [{ id, why: "The error budget is used more slowly." }]
        : [];
    });
    const told = new Set(open.map(({ ruleId, level }) => `${ruleId} ${level}`));
    const fresh = statuses.flatMap((status): Established[] => {
      const level = levels.get(status.objective.id) ?? null;
      return level === null || told.has(`${status.objective.id} ${level}`)
        ? []
        : [establish(ctx, status, level)];
    });
    // First what is new, so that an incident that goes on is not ended in between.
    await openFindings(tx, ctx.project, "objective", fresh, ctx.now());
    await resolveFindings(tx, ctx.project, over, ctx.now());
  });
}

function establish(
  ctx: Context,
  { objective, burn, left, kept }: ObjectiveStatus,
  level: "warning" | "alert",
): Established {
  const name = `${objectiveText(objective)} of ${scopeText(objective)}`;
  const rate = significant(burn["1h"] ?? burn["6h"] ?? 0, 2);
  const days = objective.windowDays;
  const title =
    level === "alert"
      ? `${name}: the error budget of ${days} days is used ${rate} times too fast`
      : left !== null && left <= 0
        ? `${name}: the error budget of ${days} days is used up`
        : `${name}: the error budget will not last ${days} days`;
  return {
    ruleId: objective.id,
    series: "",
    key: `${level} ${ctx.now().toISOString()}`,
    level,
    title,
    link: `/p/${ctx.project.slug}/latency?objective=${objective.id}`,
    detail: {
      measure: objective.measure,
      threshold_ms: objective.thresholdMs,
      target: objective.target,
      burn,
      budget_left: left,
      share_kept: kept.total === 0 ? null : formatPercent(kept.good / kept.total),
    },
    affected: affectedBy(objective),
    beganAtMs: ctx.now().getTime() - (level === "alert" ? 3_600_000 : 3 * DAY_MS),
    beganAfterMs: ctx.now().getTime() - 3 * DAY_MS,
    beganBeforeMs: ctx.now().getTime(),
    cause: { key: `objective ${objective.id}`, title: name, tell: true },
  };
}

const SLOW: Record<Measure, string> = {
  interaction_latency: "min_duration_ms",
  trace_ttft: "min_ttft_ms",
  model_latency: "min_call_ms",
  ttft: "min_call_ttft_ms",
};

/** Query of the list of traces that miss the objective. */
function affectedBy({ measure, thresholdMs, feature, environment, model }: Objective): string {
  const words = { feature, environment, model, [SLOW[measure]]: String(thresholdMs) };
  return new URLSearchParams(
    Object.entries(words).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ).toString();
}
