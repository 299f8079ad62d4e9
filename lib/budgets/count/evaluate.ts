import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { groupBy } from "@/lib/model/group-by";
import { enqueue } from "@/lib/notify/enqueue";
import { usdOfNano } from "@/lib/money/nano-usd";

import { breachPayload } from "../breach-payload";
import { periodAt, sumKeyMs, WINDOW_MS, type Span } from "../period";
import { amountAt } from "../threshold";
import type { CountedBudget } from "./counted-budget";

export interface Evaluation {
  project: { id: number; slug: string; name: string };
  budgets: readonly CountedBudget[];
  nowMs: number;
}

/**
 * Looks which thresholds are reached and which no longer are. A threshold fires once a period and limit: the row of its breach
 * is unique, and what it sets going (notifications, an incident) is written with it.
 * @returns breaches that are new
 */
export async function evaluate(tx: Tx, { project, budgets, nowMs }: Evaluation): Promise<number> {
  const live = budgets
    .filter((budget) => budget.countedToMs === Infinity && !budget.paused && budget.thresholds.length > 0)
    .map((budget) => ({ budget, period: periodAt(nowMs, budget) }));
  // Thousands of users meet thousands of breaches: the planner takes few for granted and joins them one by one (4,000: 6 s).
  await tx`set local enable_nestloop = off`;
  await resolveBreaches(tx, project.id, live, nowMs);
  const fired = groupBy(await fire(tx, project.id, live, nowMs), ({ budgetId }) => budgetId);
  await tx`set local enable_nestloop = on`;
  for (const { budget, period } of live)
    for (const breaches of groupBy(fired.get(budget.id) ?? [], ({ percent }) => percent).values())
      await act(tx, project, budget, period, breaches, nowMs);
  return [...fired.values()].reduce((count, breaches) => count + breaches.length, 0);
}

type Live = { budget: CountedBudget; period: Span };

interface Fired {
  id: string;
  budgetId: number;
  /** '' unless each user has the ceiling. */
  userId: string;
  percent: number;
  actions: string[];
  nano: bigint;
  unknown: number;
}

/**
 * Thresholds that are reached and have not fired yet; of a rolling budget, not within the length of its window. One statement
 * for all budgets and users of the project.
 */
async function fire(tx: Tx, projectId: number, live: readonly Live[], nowMs: number): Promise<Fired[]> {
  if (live.length === 0) return [];
  const iso = (ms: number): string => new Date(ms).toISOString();
  const thresholds = live.flatMap(({ budget, period }) =>
    budget.thresholds.map(({ percent, actions }) => ({
      budget_id: budget.id,
      sum_start: iso(sumKeyMs(period, budget)),
      period_start: iso(period.startMs),
      period_end: iso(period.endMs),
      rolling: budget.rolling,
      again: iso(budget.rolling ? nowMs - WINDOW_MS[budget.unit] : period.startMs),
      percent,
      amount: String(amountAt(budget.limitNano, percent)),
      limit_nano: String(budget.limitNano),
      actions,
    })),
  );
  const rows = await tx<(Omit<Fired, "percent" | "nano"> & { percent: string; nano: string })[]>`
    insert into budget_breaches (project_id, budget_id, user_id, period_start, period_end, percent, limit_nano_usd, spent_nano_usd,
      unknown_calls, actions, at)
    select ${projectId}::int, t.budget_id, s.user_id, t.period_start, t.period_end, t.percent, t.limit_nano, s.nano_usd,
      s.unknown_calls, array(select jsonb_array_elements_text(t.actions)), ${new Date(nowMs)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(thresholds)}::text::jsonb) as t (budget_id int, sum_start timestamptz,
      period_start timestamptz, period_end timestamptz, rolling boolean, again timestamptz, percent numeric, amount bigint,
      limit_nano bigint, actions jsonb)
    join budget_spent s on s.project_id = ${projectId} and s.budget_id = t.budget_id and s.period_start = t.sum_start
      and s.nano_usd >= t.amount
    where not exists (
      select from budget_breaches b
      where b.project_id = ${projectId} and b.budget_id = t.budget_id and b.user_id = s.user_id and b.percent = t.percent
        -- One that still lasts has told already, also of a limit that was raised since.
        and (b.limit_nano_usd = t.limit_nano or b.resolved_at is null)
        and (t.rolling and (b.at > t.again or b.resolved_at is null) or b.period_start = t.period_start)
    )
    order by t.budget_id, s.user_id, t.percent
    on conflict do nothing
    returning id::text, budget_id as "budgetId", user_id as "userId", percent::text, actions, spent_nano_usd::text as nano,
      unknown_calls as unknown`;
  return rows.map((row) => ({ ...row, percent: Number(row.percent), nano: BigInt(row.nano) }));
}

/** What a threshold does for all who reached it in this round: one message, and an incident each. */
async function act(
  tx: Tx,
  project: Evaluation["project"],
  budget: CountedBudget,
  period: Span,
  breaches: readonly Fired[],
  nowMs: number,
): Promise<void> {
  const [{ percent, actions } = { percent: 0, actions: [] as string[] }] = breaches;
  const facts = (some: typeof breaches) =>
    breachPayload({
      project,
      budget,
      period,
      percent,
      actions,
      reached: some.map(({ id, userId, nano, unknown }) => ({ breachId: id, userId, nano, unknown })),
      nowMs,
    });
  if (actions.includes("notify"))
    await enqueue(tx, project.id, "budget.threshold", facts(breaches), new Date(nowMs));
  if (actions.includes("incident"))
    await tx`
      insert into incidents (project_id, source, source_id, title, link, opened_at)
      select ${project.id}::int, 'budget', u.id, u.title, ${`/p/${project.slug}/budgets/${budget.id}`}, ${new Date(nowMs)}::timestamptz
      from unnest(${plainArray(breaches.map(({ id }) => id))}::bigint[],
        ${textArray(breaches.map((breach) => facts([breach]).title))}::text[]) as u (id, title)
      on conflict do nothing`;
}

/** Breaches that are over: the period has ended, or less is spent than the threshold says (of a raised limit, or after late roots). */
async function resolveBreaches(
  tx: Tx,
  projectId: number,
  live: readonly Live[],
  nowMs: number,
): Promise<void> {
  const open = await tx<
    {
      id: string;
      budgetId: number;
      percent: string;
      periodStart: string;
      periodEnd: string;
      spent: string;
      limit: string;
    }[]
  >`
    select b.id::text, b.budget_id as "budgetId", b.percent::text, b.period_start as "periodStart", b.period_end as "periodEnd",
      b.limit_nano_usd::text as limit, coalesce(s.nano_usd, 0)::text as spent
    from budget_breaches b
    join budgets g on g.id = b.budget_id
    left join budget_spent s on s.budget_id = b.budget_id and s.user_id = b.user_id
      and s.period_start = case when g.rolling then 'epoch'::timestamptz else b.period_start end
    where b.project_id = ${projectId} and b.resolved_at is null`;
  const over = open.flatMap((breach) => {
    const { budget } = live.find((one) => one.budget.id === breach.budgetId) ?? {};
    if (!budget) return [];
    if (!budget.rolling && Date.parse(breach.periodEnd) <= nowMs)
      return [{ id: breach.id, why: "The period ended." }];
    const percent = Number(breach.percent);
    if (BigInt(breach.spent) >= amountAt(budget.limitNano, percent)) return [];
    const why =
      budget.limitNano > BigInt(breach.limit)
        ? `The limit was raised to $${usdOfNano(budget.limitNano)}.`
        : budget.rolling
          ? "The window moved on."
          : "Calls were found to belong elsewhere.";
    return [{ id: breach.id, why }];
  });
  if (over.length === 0) return;
  const ids = plainArray(over.map(({ id }) => id));
  await tx`
    update budget_breaches b
    set resolved_at = ${new Date(nowMs)}, resolution = u.why
    from jsonb_to_recordset(${JSON.stringify(over)}::text::jsonb) as u (id bigint, why text)
    where b.project_id = ${projectId} and b.id = u.id`;
  await tx`
    update incidents set closed_at = ${new Date(nowMs)}
    where project_id = ${projectId} and source = 'budget' and source_id = any(${ids}::bigint[]) and closed_at is null`;
}
