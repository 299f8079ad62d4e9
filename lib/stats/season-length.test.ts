import { expect, it } from "vitest";

import { normal, seeded } from "./random";
import { seasonLength, withoutSeason } from "./season-length";

const series = (length: number, of: (i: number) => number, seed = 1) => {
  const random = seeded(seed);
  return Float64Array.from({ length }, (_, i) => of(i) + 0.5 * normal(random));
};

it("finds a period under a trend, a step and noise", () => {
  const values = series(240, (i) => 5 * Math.sin((i / 12) * 2 * Math.PI) + i * 0.05 + (i > 100 ? 20 : 0));
  expect(seasonLength(values)).toBe(12);
});

it("finds none in noise, in a walk, in a line, in one value and in a few rows", () => {
  let at = 0;
  expect(seasonLength(series(400, () => 0))).toBeNull();
  expect(seasonLength(series(400, () => (at += 1)))).toBeNull();
  expect(seasonLength(Array.from({ length: 400 }, (_, i) => i))).toBeNull();
  expect(seasonLength(new Array(400).fill(7))).toBeNull();
  expect(seasonLength([1, 2, 1, 2, 1])).toBeNull();
});

it("takes the season away and leaves the step", () => {
  const without = withoutSeason(
    series(240, (i) => 5 * Math.sin((i / 12) * 2 * Math.PI) + (i >= 120 ? 8 : 0)),
  );
  const mean = (from: number, to: number) =>
    without.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  expect(mean(140, 230) - mean(10, 100)).toBeGreaterThan(7);
  const off = [...without.subarray(10, 100)].map((value) => Math.abs(value - mean(10, 100)));
  expect(Math.max(...off)).toBeLessThan(3);
});
