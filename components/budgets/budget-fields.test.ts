import { expect, it } from "vitest";

import { BudgetInput } from "@/lib/budgets/schemas";

import { budgetInput, budgetText } from "./budget-fields";

const BUDGET: BudgetInput = {
  name: "Support",
  environment: null,
  feature: "support",
  model: null,
  promptVersion: null,
  user: "ann",
  everyUser: false,
  rolling: true,
  unit: "day",
  zone: "Europe/Berlin",
  limitUsd: "2.5",
  thresholds: [{ percent: 99.5, actions: ["notify", "deny"] }],
};

it("a budget that is shown and sent as it stands is the same", () => {
  expect(BudgetInput.parse(budgetInput(budgetText(BUDGET, "UTC")))).toEqual(BUDGET);
});

it("a new one begins in the viewer's zone", () => {
  expect(budgetText({ ...BUDGET, zone: "" }, "Asia/Tokyo").zone).toBe("Asia/Tokyo");
});

it("for whom it holds decides about the user", () => {
  const typed = budgetText(BUDGET, "UTC");
  expect(budgetInput({ ...typed, whose: "every" })).toMatchObject({ everyUser: true, user: null });
  expect(budgetInput({ ...typed, whose: "all" })).toMatchObject({ everyUser: false, user: null });
  // Nobody is not everybody.
  expect(BudgetInput.safeParse(budgetInput({ ...typed, user: " " })).success).toBe(false);
});

it("an empty percentage is no percentage", () => {
  const typed = { ...budgetText(BUDGET, "UTC"), thresholds: [{ percent: " ", actions: [] }] };
  expect(budgetInput(typed).thresholds[0]?.percent).toBeNaN();
});
