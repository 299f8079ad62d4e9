import { expect, it } from "vitest";

import { discoveries, logEvidence } from "./e-values";
import { normal, seeded } from "./random";

it("has a mean of 1 where there is nothing, and exceeds 20 no more than once in twenty", () => {
  const random = seeded(2);
  // A spread of less than 1 has a variance to average over.
  const draws = Array.from({ length: 200_000 }, () => normal(random));
  const mean = draws.reduce((sum, z) => sum + Math.exp(logEvidence(z, 0.5)), 0) / draws.length;
  expect(mean).toBeCloseTo(1, 2);
  expect(draws.filter((z) => logEvidence(z) >= Math.log(20)).length / draws.length).toBeLessThan(0.05);
});

it("is strong where something is", () => {
  expect(logEvidence(5)).toBeGreaterThan(Math.log(10_000));
  expect(logEvidence(-5)).toBe(logEvidence(5));
});

it("asks less of each discovery the more there are", () => {
  const logs = [45, 45, 45, 1].map(Math.log);
  // Each of three wants 4 / (0.03 * 3) = 44.4, one alone 133.
  expect(discoveries(logs, 0.03)).toEqual([true, true, true, false]);
  expect(discoveries([45, 1, 1, 1].map(Math.log), 0.03)).toEqual([false, false, false, false]);
  expect(discoveries([], 0.01)).toEqual([]);
});

it("finds nothing false in ninety-nine of a hundred families in which nothing is", () => {
  const random = seeded(4);
  let wrong = 0;
  for (let family = 0; family < 2000; family++) {
    // All depend on each other.
    const common = normal(random);
    const logs = Array.from({ length: 10 }, () => logEvidence(0.8 * common + 0.6 * normal(random)));
    if (discoveries(logs, 0.01).some(Boolean)) wrong++;
  }
  expect(wrong).toBeLessThanOrEqual(20);
});
