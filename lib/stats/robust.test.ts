import { expect, it } from "vitest";

import { normal, seeded } from "./random";
import { noiseOfSteps, standardised, withoutSpikes } from "./robust";

it("tells the noise around a trend with a shift", () => {
  const random = seeded(1);
  const values = Array.from({ length: 2000 }, (_, i) => i * 0.1 + (i > 900 ? 500 : 0) + 3 * normal(random));
  expect(noiseOfSteps(values)).toBeGreaterThan(2.7);
  expect(noiseOfSteps(values)).toBeLessThan(3.3);
  expect(noiseOfSteps([5])).toBe(0);
});

it("puts back single values that stand out, and leaves a step and a plateau of three rows", () => {
  const values = Float64Array.from(
    { length: 60 },
    (_, i) => (i % 2) + (i >= 40 ? 100 : 0) + (i >= 20 && i < 23 ? 50 : 0),
  );
  values[10] = 1000;
  const without = withoutSpikes(values, 4);
  expect(without[10]).toBeLessThan(2);
  expect([...without.subarray(20, 23)]).toEqual([...values.subarray(20, 23)]);
  expect([...without.subarray(38)]).toEqual([...values.subarray(38)]);
});

it("standardises numbers of any size, and calls what only rounding tells apart one value", () => {
  const huge = standardised([1e308, -1e308, 1e308, -1e308]);
  expect([...huge]).toEqual([1, -1, 1, -1]);
  expect([...standardised([0.1 + 0.2, 0.3, 0.3])]).toEqual([0, 0, 0]);
  expect([...standardised([])]).toEqual([]);
});
