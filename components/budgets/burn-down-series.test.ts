import { expect, test } from "vitest";

import type { BudgetDetail } from "@/lib/budgets/get-budget";

import { burnDown } from "./burn-down-series";

const HOUR = 3_600_000;

test("the step that goes on ends with what is expected, not with what is spent so far", () => {
  const point = (atMs: number, expected: number) => ({
    atMs,
    expected,
    low: expected - 1,
    high: expected + 1,
  });
  const { times, series } = burnDown({
    // Half an hour into the second of three hours.
    course: { fromMs: 0, stepMs: HOUR, values: [4, 2] },
    status: {
      periodEndIso: new Date(3 * HOUR).toISOString(),
      limitUsd: "10",
      forecast: {
        points: [point(1.5 * HOUR, 6), point(3 * HOUR, 12)],
        breachMs: null,
        mayBreach: true,
        basis: "rate",
      },
    },
    input: { thresholds: [] },
  } as unknown as BudgetDetail);
  expect(times).toHaveLength(4);
  expect(series[0]?.values).toEqual([0, 4, 8, 12]);
  expect(series[0]?.band?.upper).toEqual([null, 4, 9, 13]);
  expect(series[0]?.dashedFrom).toBe(2 * HOUR);
});
