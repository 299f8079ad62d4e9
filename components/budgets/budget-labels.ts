import type { Tone } from "@/components/ui/badge";
import type { BudgetStatus } from "@/lib/budgets/budget-status";
import type { PeriodUnit } from "@/lib/budgets/period";
import type { Action } from "@/lib/budgets/threshold";

export const STATE_WORDS: Record<BudgetStatus["state"], { label: string; tone: Tone }> = {
  ok: { label: "within", tone: "neutral" },
  warning: { label: "threshold reached", tone: "warn" },
  over: { label: "limit reached", tone: "bad" },
  counting: { label: "counting past calls", tone: "neutral" },
  paused: { label: "paused", tone: "neutral" },
};

export const ACTION_WORDS: Record<Action, string> = {
  notify: "notify",
  incident: "open an incident",
  deny: "deny when asked",
};

export const PERIOD_OPTIONS: readonly { value: string; rolling: boolean; unit: PeriodUnit; label: string }[] =
  [
    { value: "calendar month", rolling: false, unit: "month", label: "Calendar month" },
    { value: "calendar week", rolling: false, unit: "week", label: "Calendar week, from Monday" },
    { value: "calendar day", rolling: false, unit: "day", label: "Calendar day" },
    { value: "calendar hour", rolling: false, unit: "hour", label: "Clock hour" },
    { value: "rolling month", rolling: true, unit: "month", label: "The last 30 days, at any moment" },
    { value: "rolling week", rolling: true, unit: "week", label: "The last 7 days, at any moment" },
    { value: "rolling day", rolling: true, unit: "day", label: "The last 24 hours, at any moment" },
    { value: "rolling hour", rolling: true, unit: "hour", label: "The last 60 minutes, at any moment" },
  ];

const BASIS_WORDS = {
  "hour of the week": "what such hours of the week have cost",
  "hour of the day": "what such hours of the day have cost",
  mean: "the mean of the days before",
  rate: "the rate so far",
} as const;

export const basisText = (basis: keyof typeof BASIS_WORDS): string => BASIS_WORDS[basis];
