import type { Tx } from "@/db/client";
import { incidentSubject } from "@/lib/findings/enqueue-incident";
import type { Established, Opened, Over } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { groupBy } from "@/lib/model/group-by";
import { usdOfNano } from "@/lib/money/nano-usd";
import { enqueue } from "@/lib/notify/enqueue";

import type { BreachDetail } from "../breach";
import { breachPayload, breachTitle } from "../breach-payload";
import { periodAt, sumKeyMs, WINDOW_MS, type Span } from "../period";
import { amountAt } from "../threshold";
import type { CountedBudget } from "./counted-budget";

export interface Evaluation {
  project: { id: number; slug: string; name: string };
  budgets: readonly CountedBudget[];
  nowMs: number;
}

/**
 * Looks which thresholds are reached and which no longer are. A threshold fires once a period and limit: the key of its finding
 * is unique, and what it sets going (notifications, an incident) is written with it.
 * @returns findings that are new
 */
export async function evaluate(tx: Tx, { project, budgets, nowMs }: Evaluation): Promise<number> {
  const live = budgets
    .filter((budget) => budget.countedToMs === Infinity && !budget.paused && budget.thresholds.length > 0)
    .map((budget) => ({ budget, period: periodAt(nowMs, budget) }));
  const now = new Date(nowMs);
  // Thousands of users meet thousands of findings: the planner takes few for granted and joins them one by one (4,000: 6 s).
  await tx`set local enable_nestloop = off`;
  await resolveFindings(tx, project, await findOver(tx, project.id, live, nowMs), now);
  const reached = await findReached(tx, project.id, live, nowMs);
  await tx`set local enable_nestloop = on`;
  const opened = await openFindings(
    tx,
    project,
    "budget",
    reached.map((one) => establish(project, one)),
    now,
  );
  for (const own of groupBy(opened, ({ ruleId, detail }) => `${ruleId} ${detail.percent}`).values())
    await tell(tx, project, live, own, now);
  return opened.length;
}

type Live = { budget: CountedBudget; period: Span };

interface Reached {
  budget: CountedBudget;
  period: Span;
  /** '' unless each user has the ceiling. */
  userId: string;
  percent: number;
  actions: string[];
  nano: string;
  unknown: number;
  /** All who are at it now, told of before or not. */
  holders: number;
  /** When the sum passed it. */
  crossedMs: number;
}

/**
 * Thresholds that are reached and have not fired yet; of a rolling budget, not within the length of its window. One statement
 * for all budgets and users of the project.
 */
async function findReached(
  tx: Tx,
  projectId: number,
  live: readonly Live[],
  nowMs: number,
): Promise<Reached[]> {
  if (live.length === 0) return [];
  const iso = (ms: number): string => new Date(ms).toISOString();
  const thresholds = live.flatMap(({ budget, period }, place) =>
    budget.thresholds.map(({ percent, actions }) => ({
      place,
      budget_id: budget.id,
      sum_start: iso(sumKeyMs(period, budget)),
      period_start: iso(period.startMs),
      rolling: budget.rolling,
      again: iso(budget.rolling ? nowMs - WINDOW_MS[budget.unit] : period.startMs),
      percent,
      amount: String(amountAt(budget.limitNano, percent)),
      limit_nano: String(budget.limitNano),
      actions,
    })),
  );
  const rows = await tx<
    (Omit<Reached, "budget" | "period" | "crossedMs"> & { place: number; amount: string })[]
  >`
    with at_it as (
      select t.*, s.user_id, s.nano_usd, s.unknown_calls, (count(*) over (partition by t.place, t.percent))::int as holders
      from jsonb_to_recordset(${JSON.stringify(thresholds)}::text::jsonb) as t (place int, budget_id int, sum_start timestamptz,
        period_start timestamptz, rolling boolean, again timestamptz, percent numeric, amount bigint, limit_nano bigint, actions jsonb)
      join budget_spent s on s.project_id = ${projectId} and s.budget_id = t.budget_id and s.period_start = t.sum_start
        and s.nano_usd >= t.amount
    )
    select t.place, t.user_id as "userId", t.percent::float8 as percent, t.nano_usd::text as nano, t.unknown_calls as unknown,
      array(select jsonb_array_elements_text(t.actions)) as actions, t.holders, t.amount::text as amount
    from at_it t
    where not exists (
      select from findings f
      where f.project_id = ${projectId} and f.rule = 'budget' and f.rule_id = t.budget_id and f.series = t.user_id
        and (f.detail ->> 'percent')::numeric = t.percent
        -- One that still lasts has told already, also of a limit that was raised since.
        and ((f.detail ->> 'limit_nano_usd')::bigint = t.limit_nano or f.resolved_at is null)
        and (t.rolling and (f.found_at > t.again or f.resolved_at is null)
          or (f.detail ->> 'period_start')::timestamptz = t.period_start)
    )
    order by t.budget_id, t.user_id, t.percent`;
  const crossed = await crossedAt(tx, projectId, live, rows);
  return rows.flatMap(({ place, amount: _, ...row }, index) => {
    const of = live[place];
    return of ? [{ ...of, ...row, crossedMs: Math.min(crossed.get(index) ?? nowMs, nowMs) }] : [];
  });
}

/**
 * When each sum passed its amount, to the slot: a round may come minutes later, and past calls are counted hours later. One pass over
 * the slots of the periods concerned.
 */
async function crossedAt(
  tx: Tx,
  projectId: number,
  live: readonly Live[],
  rows: readonly { place: number; userId: string; amount: string }[],
): Promise<Map<number, number>> {
  if (rows.length === 0) return new Map();
  const wanted = rows.flatMap(({ place, userId, amount }, n) => {
    const of = live[place];
    return of
      ? [{ n, budget_id: of.budget.id, user_id: userId, since: new Date(of.period.startMs), amount }]
      : [];
  });
  const found = await tx<{ n: number; at: string }[]>`
    with wanted as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as w (n int, budget_id int, user_id text, since timestamptz, amount bigint)
    ),
    summed as (
      select s.budget_id, s.user_id, s.slot, sum(s.nano_usd) over (partition by s.budget_id, s.user_id order by s.slot) as nano_usd
      from budget_slots s
      join (select distinct budget_id, user_id, since from wanted) w using (budget_id, user_id)
      where s.project_id = ${projectId} and s.slot >= w.since
    )
    select w.n, min(s.slot) as at
    from wanted w
    join summed s using (budget_id, user_id)
    where s.nano_usd >= w.amount
    group by w.n`;
  return new Map(found.map(({ n, at }) => [n, Date.parse(at)]));
}

function establish(
  project: Evaluation["project"],
  { budget, period, userId, percent, actions, nano, unknown, holders, crossedMs }: Reached,
): Established<BreachDetail> {
  const title = breachTitle({ budget, percent, reached: 1, userId });
  const start = new Date(period.startMs).toISOString();
  return {
    ruleId: budget.id,
    series: userId,
    key: [start, percent, budget.limitNano].join("|"),
    level: percent >= 100 || actions.includes("deny") ? "alert" : "warning",
    title,
    link: `/p/${project.slug}/budgets/${budget.id}`,
    detail: {
      percent: String(percent),
      limit_nano_usd: String(budget.limitNano),
      spent_nano_usd: nano,
      unknown_calls: unknown,
      period_start: start,
      period_end: new Date(period.endMs).toISOString(),
      actions,
      causes: null,
    },
    affected: affectedBy(budget, userId),
    beganAtMs: crossedMs,
    cause: actions.includes("incident")
      ? {
          key: `budget ${budget.id}`,
          // One incident for all who are at the ceiling, called by how many they are.
          title: holders > 1 ? breachTitle({ budget, percent, reached: holders, userId }) : title,
          ...(holders > 1 ? { renames: true as const } : {}),
          tell: actions.includes("notify"),
          toldByRule: true,
        }
      : null,
  };
}

/** Query of the list of traces whose calls the budget counts. */
function affectedBy(
  { environment, feature, model, promptVersion, user }: CountedBudget,
  userId: string,
): string {
  const filter = {
    environment,
    feature,
    model,
    prompt_version: promptVersion,
    user: user ?? (userId || null),
  };
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ).toString();
}

/** One message for all who reached a threshold in this round. */
async function tell(
  tx: Tx,
  project: Evaluation["project"],
  live: readonly Live[],
  opened: readonly Opened<BreachDetail>[],
  now: Date,
): Promise<void> {
  const [first] = opened;
  const of = live.find(({ budget }) => budget.id === first?.ruleId);
  if (!first || !of || !first.detail.actions.includes("notify")) return;
  const payload = breachPayload({
    project,
    ...of,
    percent: Number(first.detail.percent),
    actions: first.detail.actions,
    reached: opened.map(({ id, series, detail }) => ({
      breachId: id,
      userId: series,
      nano: BigInt(detail.spent_nano_usd),
      unknown: detail.unknown_calls,
    })),
    incidentId: first.incidentId,
    simulated: opened.some((one) => one.simulated),
    nowMs: now.getTime(),
  });
  await enqueue(tx, project.id, "budget.threshold", payload, now, {
    ...(first.incidentId !== null && { subject: incidentSubject(first.incidentId) }),
    change: `budget.threshold ${first.id}`,
  });
}

/** Findings that are over: the period has ended, or less is spent than the threshold says (of a raised limit, or after late roots). */
async function findOver(tx: Tx, projectId: number, live: readonly Live[], nowMs: number): Promise<Over[]> {
  const open = await tx<
    { id: string; budgetId: number; percent: string; periodEnd: string; spent: string; limit: string }[]
  >`
    select f.id::text, f.rule_id as "budgetId", f.detail ->> 'percent' as percent, f.detail ->> 'period_end' as "periodEnd",
      f.detail ->> 'limit_nano_usd' as limit, coalesce(s.nano_usd, 0)::text as spent
    from findings f
    join budgets g on g.id = f.rule_id
    left join budget_spent s on s.budget_id = f.rule_id and s.user_id = f.series
      and s.period_start = case when g.rolling then 'epoch'::timestamptz else (f.detail ->> 'period_start')::timestamptz end
    where f.project_id = ${projectId} and f.rule = 'budget' and f.resolved_at is null`;
  return open.flatMap((finding): Over[] => {
    const { budget } = live.find((one) => one.budget.id === finding.budgetId) ?? {};
    if (!budget) return [];
    if (!budget.rolling && Date.parse(finding.periodEnd) <= nowMs)
      return [{ id: finding.id, why: "The period ended." }];
    if (BigInt(finding.spent) >= amountAt(budget.limitNano, Number(finding.percent))) return [];
    const why =
      budget.limitNano > BigInt(finding.limit)
        ? `The limit was raised to $${usdOfNano(budget.limitNano)}.`
        : budget.rolling
          ? "The window moved on."
          : "Calls were found to belong elsewhere.";
    return [{ id: finding.id, why }];
  });
}
