import { usdOfNano } from "@/lib/money/nano-usd";

import type { CountedBudget } from "./count/counted-budget";
import { periodName, type Span } from "./period";

export interface BreachFacts {
  project: { slug: string; name: string };
  budget: CountedBudget;
  period: Span;
  percent: number;
  actions: readonly string[];
  /** Who reached it, at least one: '' unless each user has the ceiling. */
  reached: readonly { breachId: string; userId: string; nano: bigint; unknown: number }[];
  /** Which it belongs to; null: it opens none. */
  incidentId: string | null;
  /** The demo made what is counted, or a part of it. */
  simulated: boolean;
  nowMs: number;
}

/** A message names no more users than people read. */
const MAX_USERS = 50;

/** What channels are told when a threshold is reached; field names are public. Users who reach it together are told of together. */
export function breachPayload({
  project,
  budget,
  period,
  percent,
  actions,
  reached,
  incidentId,
  simulated,
  nowMs,
}: BreachFacts) {
  const most = reached.reduce((a, b) => (b.nano > a.nano ? b : a));
  const single = reached.length === 1 && most.userId !== "";
  return {
    type: "budget.threshold" as const,
    title: breachTitle({ budget, percent, reached: reached.length, userId: most.userId }),
    severity: percent >= 100 ? ("alert" as const) : ("warning" as const),
    ...(simulated && { simulated: true as const }),
    incident_id: incidentId === null ? null : Number(incidentId),
    breach_ids: reached.map(({ breachId }) => breachId),
    project: project.slug,
    path: `/p/${project.slug}/budgets/${budget.id}`,
    budget: { id: budget.id, name: budget.name, period: periodName(budget) },
    user: single ? most.userId : null,
    users: reached
      .filter(({ userId }) => userId !== "")
      .slice(0, MAX_USERS)
      .map(({ userId, nano }) => ({ user: userId, spent_usd: usdOfNano(nano) })),
    threshold_percent: percent,
    actions: [...actions],
    limit_usd: usdOfNano(budget.limitNano),
    spent_usd: usdOfNano(most.nano),
    unknown_calls: most.unknown,
    period_start: new Date(period.startMs).toISOString(),
    period_end: new Date(period.endMs).toISOString(),
    at: new Date(nowMs).toISOString(),
  };
}

/** What happened, in a sentence without an end. */
export function breachTitle({
  budget,
  percent,
  reached,
  userId,
}: {
  budget: { name: string };
  percent: number;
  /** How many have. */
  reached: number;
  /** '' unless each user has the ceiling. */
  userId: string;
}): string {
  return reached > 1
    ? `Budget “${budget.name}”: ${reached.toLocaleString("en")} users have reached ${percent} %`
    : `Budget “${budget.name}” has reached ${percent} %${userId === "" ? "" : ` by user ${userId}`}`;
}
