import type { BudgetInput } from "@/lib/budgets/schemas";
import type { Action } from "@/lib/budgets/threshold";

import { PERIOD_OPTIONS } from "./budget-labels";

/** For whom the ceiling holds. */
export const WHOSE = [
  { value: "all", label: "All users together" },
  { value: "every", label: "Each user has this ceiling" },
  { value: "one", label: "One user" },
];

export interface BudgetText {
  name: string;
  limitUsd: string;
  /** Of PERIOD_OPTIONS: "calendar month". */
  period: string;
  zone: string;
  environment: string;
  feature: string;
  model: string;
  promptVersion: string;
  whose: string;
  user: string;
  thresholds: { percent: string; actions: Action[] }[];
}

/** A budget as its form shows it. @param viewerZone for one that has none yet */
export const budgetText = (budget: BudgetInput, viewerZone: string): BudgetText => ({
  name: budget.name,
  limitUsd: budget.limitUsd,
  period: `${budget.rolling ? "rolling" : "calendar"} ${budget.unit}`,
  zone: budget.zone || viewerZone,
  environment: budget.environment ?? "",
  feature: budget.feature ?? "",
  model: budget.model ?? "",
  promptVersion: budget.promptVersion ?? "",
  whose: budget.everyUser ? "every" : budget.user ? "one" : "all",
  user: budget.user ?? "",
  thresholds: budget.thresholds.map(({ percent, actions }) => ({ percent: String(percent), actions })),
});

/** What was typed, as the budget's schema takes it. */
export function budgetInput({ period, whose, user, thresholds, ...typed }: BudgetText): BudgetInput {
  const { rolling, unit } = PERIOD_OPTIONS.find(({ value }) => value === period) ?? PERIOD_OPTIONS[0]!;
  return {
    ...typed,
    rolling,
    unit,
    everyUser: whose === "every",
    user: whose === "one" ? user : null,
    thresholds: thresholds.map(({ percent, actions }) => ({
      percent: percent.trim() === "" ? Number.NaN : Number(percent),
      actions,
    })),
  };
}
