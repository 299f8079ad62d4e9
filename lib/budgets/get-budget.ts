import type { Tx } from "@/db/client";
import type { Row } from "@/db/drizzle";
import type { budgetRaises } from "@/db/schema/budgets";
import type { findings } from "@/db/schema/incidents";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { usdOfNano } from "@/lib/money/nano-usd";

import type { BreachDetail, Causes } from "./breach";
import type { Budget } from "./budget";
import { type BudgetStatus, statusOf } from "./budget-status";
import { gone } from "./change-budget";
import { holdsEstimates } from "./holds-estimates";
import { historyOf } from "./list-budgets";
import { periodAt, sumKeyMs, type PeriodUnit } from "./period";
import { readBudgets } from "./read-budgets";
import { readSpendByStep } from "./read-spend-by-step";
import { NO_SUMS, readSums } from "./read-sums";
import type { BudgetInput } from "./schemas";

export interface Breach extends Row<typeof findings, "resolvedAt" | "resolution"> {
  id: string;
  at: string;
  user: string | null;
  percent: number;
  limitUsd: string;
  spentUsd: string;
  unknownCalls: number;
  periodStart: string;
  actions: string[];
  causes: Causes | null;
  /** Channels told, of those that were to be. */
  told: number;
  toTell: number;
}

export interface BudgetDetail {
  status: BudgetStatus;
  /** As it was put in, for the form. */
  input: BudgetInput;
  createdBy: string;
  createdAt: string;
  /** Spent in each step since the period began, in dollars. */
  course: { fromMs: number; stepMs: number; values: number[] };
  breaches: Breach[];
  raises: (Row<typeof budgetRaises, "at" | "until" | "reason" | "author"> & {
    fromUsd: string;
    limitUsd: string;
  })[];
  /** Periods that are over, the last first. */
  past: { start: string; spentUsd: string; unknownCalls: number }[];
  /** Of each user's: those nearest the ceiling. */
  users: { user: string; spentUsd: string; unknownCalls: number; used: number }[];
}

const MINUTE_MS = 60_000;
/** How fine the course is drawn: about a hundred steps. */
const STEP_MS: Record<PeriodUnit, number> = {
  hour: MINUTE_MS,
  day: 15 * MINUTE_MS,
  week: 120 * MINUTE_MS,
  month: 360 * MINUTE_MS,
};

/** Of the forecast that is drawn. */
const MOMENTS = 8;

/** One budget with its course, its history and whom it concerns. @throws Failure forbidden, not_found */
export async function getBudget(ctx: Context, id: number): Promise<BudgetDetail> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  const nowMs = now.getTime();
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [budget] = await readBudgets(tx, ctx.project.id, now, id);
      if (!budget) throw gone();
      const sums = (await readSums(tx, ctx.project.id, [budget], nowMs)).get(id) ?? NO_SUMS;
      const status = statusOf(
        budget,
        sums,
        await historyOf(tx, ctx.project.id, budget, nowMs, MOMENTS),
        nowMs,
        (await holdsEstimates(tx, ctx, [budget], nowMs)).has(id),
      );
      const { startMs, endMs } = periodAt(nowMs, budget);
      const stepMs = STEP_MS[budget.unit];
      const query = {
        projectId: ctx.project.id,
        budgetIds: [id],
        fromMs: startMs,
        toMs: Math.min(nowMs, endMs),
        stepMs,
      };
      const course = (await readSpendByStep(tx, query)).get(id) ?? [];
      return {
        status,
        input: inputOf(budget),
        createdBy: budget.createdBy,
        createdAt: budget.createdAt,
        course: { fromMs: startMs, stepMs, values: course },
        breaches: await readBreaches(tx, ctx.project.id, id),
        raises: await readRaises(tx, ctx.project.id, id),
        past: budget.rolling || budget.everyUser ? [] : await readPast(tx, ctx.project.id, id, startMs),
        users: budget.everyUser ? await readUsers(tx, ctx.project.id, budget, nowMs) : [],
      };
    },
    { readOnly: true },
  );
}

const inputOf = (budget: Budget): BudgetInput => ({
  name: budget.name,
  environment: budget.environment,
  feature: budget.feature,
  model: budget.model,
  promptVersion: budget.promptVersion,
  user: budget.user,
  everyUser: budget.everyUser,
  rolling: budget.rolling,
  unit: budget.unit,
  zone: budget.zone,
  limitUsd: usdOfNano(budget.limitNano),
  thresholds: budget.thresholds,
});

async function readBreaches(tx: Tx, projectId: number, id: number): Promise<Breach[]> {
  type Stored = Pick<Breach, "id" | "at" | "user" | "resolvedAt" | "resolution" | "told" | "toTell">;
  const rows = await tx<(Stored & { detail: BreachDetail })[]>`
    select f.id::text, f.began_at as at, nullif(f.series, '') as user, f.resolved_at as "resolvedAt", f.resolution, f.detail,
      d.told, d."toTell"
    from findings f
    left join lateral (
      select (count(*) filter (where d.state = 'delivered'))::int as told, count(*)::int as "toTell"
      from notification_deliveries d
      where d.project_id = f.project_id and d.kind = 'budget.threshold' and d.payload -> 'breach_ids' ? f.id::text
        and d.created_at >= f.found_at - interval '1 minute' and d.created_at < f.found_at + interval '1 minute'
    ) d on true
    where f.project_id = ${projectId} and f.rule = 'budget' and f.rule_id = ${id}
    order by f.began_at desc, f.id desc
    limit 100`;
  return rows.map(({ detail, ...row }) => ({
    ...row,
    percent: Number(detail.percent),
    limitUsd: usdOfNano(detail.limit_nano_usd),
    spentUsd: usdOfNano(detail.spent_nano_usd),
    unknownCalls: detail.unknown_calls,
    periodStart: detail.period_start,
    actions: detail.actions,
    causes: detail.causes,
  }));
}

async function readRaises(tx: Tx, projectId: number, id: number): Promise<BudgetDetail["raises"]> {
  const rows = await tx<
    (Row<typeof budgetRaises, "at" | "until" | "reason" | "author"> & { from: string; limit: string })[]
  >`
    select at, until, from_nano_usd::text as "from", limit_nano_usd::text as "limit", reason, author
    from budget_raises
    where project_id = ${projectId} and budget_id = ${id}
    order by id desc
    limit 50`;
  return rows.map(({ from, limit, ...row }) => ({
    ...row,
    fromUsd: usdOfNano(from),
    limitUsd: usdOfNano(limit),
  }));
}

async function readPast(
  tx: Tx,
  projectId: number,
  id: number,
  startMs: number,
): Promise<BudgetDetail["past"]> {
  const rows = await tx<{ start: string; nano: string; unknownCalls: number }[]>`
    select period_start as start, nano_usd::text as nano, unknown_calls as "unknownCalls"
    from budget_spent
    where project_id = ${projectId} and budget_id = ${id} and period_start < ${new Date(startMs)}
    order by period_start desc
    limit 12`;
  return rows.map(({ nano, ...row }) => ({ ...row, spentUsd: usdOfNano(nano) }));
}

async function readUsers(
  tx: Tx,
  projectId: number,
  budget: Budget,
  nowMs: number,
): Promise<BudgetDetail["users"]> {
  const key = new Date(sumKeyMs(periodAt(nowMs, budget), budget));
  const limit = budget.raise?.limitNano ?? budget.limitNano;
  const rows = await tx<{ user: string; nano: string; unknownCalls: number }[]>`
    select user_id as user, nano_usd::text as nano, unknown_calls as "unknownCalls"
    from budget_spent
    where project_id = ${projectId} and budget_id = ${budget.id} and period_start = ${key}
    order by nano_usd desc, user_id
    limit 100`;
  return rows.map(({ nano, ...row }) => ({
    ...row,
    spentUsd: usdOfNano(nano),
    used: Number((BigInt(nano) * 100_000n) / limit) / 100_000,
  }));
}
