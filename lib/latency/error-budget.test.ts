import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { budgetHistory, burnRate, errorBudget } from "./error-budget";

describe("the error budget", () => {
  it("is half used when half of the allowed misses happened", () => {
    const { share, left } = errorBudget({ good: 975, total: 1000 }, 0.95);
    expect(share).toBe(0.975);
    expect(left).toBeCloseTo(0.5, 12);
  });
  it("is overdrawn when more than allowed missed", () => {
    expect(errorBudget({ good: 900, total: 1000 }, 0.95).left).toBeCloseTo(-1, 12);
  });
  it("is unknown, not full, when nothing was observed", () => {
    expect(errorBudget({ good: 0, total: 0 }, 0.95)).toEqual({ share: null, left: null });
    expect(burnRate({ good: 0, total: 0 }, 0.95)).toBeNull();
  });
  it("burns at 1 when misses come at the allowed rate", () => {
    expect(burnRate({ good: 95, total: 100 }, 0.95)).toBeCloseTo(1, 12);
    expect(burnRate({ good: 28, total: 100 }, 0.95)).toBeCloseTo(14.4, 12);
  });
});

it("the course of the budget ends at what is left, and never rises", () => {
  const part = fc
    .tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 }))
    .map(([good, bad]) => ({ good, total: good + bad }));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      const course = budgetHistory(parts, 0.95);
      const all = {
        good: parts.reduce((sum, { good }) => sum + good, 0),
        total: parts.reduce((sum, { total }) => sum + total, 0),
      };
      const { left } = errorBudget(all, 0.95);
      if (left === null) expect(course.every((one) => one === null)).toBe(true);
      else expect(course.at(-1)).toBeCloseTo(left, 9);
      for (const [index, one] of course.slice(1).entries())
        expect(one ?? 0).toBeLessThanOrEqual((course[index] ?? 0) + 1e-12);
    }),
  );
});
