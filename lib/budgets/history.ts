import { periodAt, periodBefore, type Period } from "./period";

const DAY_MS = 86_400_000;

/**
 * From when on the slots of a budget are kept: enough of the past to say what the rest of the period will cost. Of each user's
 * only the period, since those are many.
 */
export function historyFrom(budget: Period & { everyUser: boolean }, nowMs: number): number {
  const period = periodAt(nowMs, budget);
  if (budget.everyUser) return period.startMs;
  if (budget.unit === "month") return periodBefore(period, budget).startMs;
  const days = budget.unit === "week" ? 21 : 8;
  return periodAt(period.startMs - days * DAY_MS, { ...budget, rolling: false, unit: "day" }).startMs;
}
