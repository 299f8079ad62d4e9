import type { BudgetStatus } from "@/lib/budgets/budget-status";
import { formatDateTime } from "@/lib/format/when";

/** What is to be expected of the limit, in a few words. */
export function breachText(budget: BudgetStatus, zone: string): string {
  if (budget.state === "counting") return "counting past calls";
  if (budget.everyUser)
    return budget.usersOver === 0 ? "no user at the ceiling" : `${budget.usersOver} at the ceiling`;
  if (budget.state === "over") return "reached";
  if (budget.rolling) return "the window moves on";
  if (!budget.forecast) return "too little history";
  if (budget.forecast.breachMs !== null)
    return `expected about ${formatDateTime(new Date(budget.forecast.breachMs), zone, { seconds: false })}`;
  return budget.forecast.mayBreach ? "possible in this period" : "not in this period";
}
