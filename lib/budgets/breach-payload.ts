import { usdOfNano } from "@/lib/money/nano-usd";

import type { CountedBudget } from "./count/counted-budget";
import { periodName, type Span } from "./period";

export interface BreachFacts {
  project: { slug: string; name: string };
  budget: CountedBudget;
  period: Span;
  sum: { userId: string; nano: bigint; unknown: number };
  breach: { id: string; percent: number; actions: readonly string[] };
  nowMs: number;
}

/** What channels are told when a threshold is reached; field names are public. */
export function breachPayload({ project, budget, period, sum, breach, nowMs }: BreachFacts) {
  const whose = sum.userId === "" ? "" : ` by user ${sum.userId}`;
  const title = `Budget “${budget.name}” has reached ${breach.percent} %${whose}`;
  return {
    type: "budget.threshold" as const,
    title,
    breach_id: breach.id,
    project: project.slug,
    path: `/p/${project.slug}/budgets/${budget.id}`,
    budget: { id: budget.id, name: budget.name, period: periodName(budget) },
    user: sum.userId === "" ? null : sum.userId,
    threshold_percent: breach.percent,
    actions: [...breach.actions],
    limit_usd: usdOfNano(budget.limitNano),
    spent_usd: usdOfNano(sum.nano),
    unknown_calls: sum.unknown,
    period_start: new Date(period.startMs).toISOString(),
    period_end: new Date(period.endMs).toISOString(),
    at: new Date(nowMs).toISOString(),
  };
}
export type BreachPayload = ReturnType<typeof breachPayload>;
