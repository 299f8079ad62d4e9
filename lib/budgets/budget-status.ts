import { usdOfNano } from "@/lib/money/nano-usd";

import { type Budget, limitNow } from "./budget";
import { stateOf } from "./check-budgets";
import { forecast, forecastUnitMs, type Forecast } from "./forecast";
import { periodAt, periodName, type Span } from "./period";
import { scopeText } from "./scope";

/** A budget as people see it: plain values, money as decimal dollars. */
export interface BudgetStatus {
  id: number;
  name: string;
  scope: string;
  period: string;
  rolling: boolean;
  everyUser: boolean;
  limitUsd: string;
  raised: { untilIso: string; reason: string; author: string } | null;
  /** Of each user's: of the one who spent most. */
  spentUsd: string;
  unknownCalls: number;
  /** A tokenizer's counts are in what is spent, or may be. */
  estimated: boolean;
  heldUsd: string;
  /** Spent as a share of the limit. */
  used: number;
  state: ReturnType<typeof stateOf>;
  /** Of each user's: who have reached the limit. */
  usersOver: number;
  periodStartIso: string;
  periodEndIso: string;
  forecast: Forecast | null;
}

export interface Sums {
  spent: bigint;
  unknown: number;
  held: bigint;
  usersOver: number;
}

/** Cost by unit before the present one, in dollars; `firstMs` its beginning; at how many moments to forecast. */
export interface History {
  past: number[];
  firstMs: number;
  moments: number;
}

/** @param history null: nothing is forecast @param estimated see {@link BudgetStatus} */
export function statusOf(
  budget: Budget,
  sums: Sums,
  history: History | null,
  nowMs: number,
  estimated: boolean,
): BudgetStatus {
  const period = periodAt(nowMs, budget);
  const limit = limitNow(budget);
  return {
    id: budget.id,
    name: budget.name,
    scope: scopeText(budget),
    period: periodName(budget),
    rolling: budget.rolling,
    everyUser: budget.everyUser,
    limitUsd: usdOfNano(limit),
    raised: budget.raise && {
      untilIso: budget.raise.until,
      reason: budget.raise.reason,
      author: budget.raise.author,
    },
    spentUsd: usdOfNano(sums.spent),
    unknownCalls: sums.unknown,
    estimated,
    heldUsd: usdOfNano(sums.held),
    used: Number((sums.spent * 100_000n) / limit) / 100_000,
    state: stateOf(budget, sums.spent),
    usersOver: sums.usersOver,
    periodStartIso: new Date(period.startMs).toISOString(),
    periodEndIso: new Date(period.endMs).toISOString(),
    forecast: history === null ? null : forecastOf(budget, period, sums.spent, limit, history, nowMs),
  };
}

function forecastOf(
  budget: Budget,
  period: Span,
  spent: bigint,
  limit: bigint,
  { past, firstMs, moments }: History,
  nowMs: number,
): Forecast | null {
  if (budget.rolling || budget.everyUser || !budget.counted) return null;
  return forecast({
    past,
    firstMs,
    unitMs: forecastUnitMs(period.endMs - period.startMs),
    nowMs,
    ...period,
    spent: Number(spent) / 1e9,
    limit: Number(limit) / 1e9,
    zone: budget.zone,
    moments,
  });
}
