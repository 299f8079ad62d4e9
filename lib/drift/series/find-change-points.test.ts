import fc from "fast-check";
import { expect, it } from "vitest";

import { normal, seeded } from "@/lib/stats/random";

import { findChangePoints } from "./find-change-points";

/** A series with noise of deviation 1 that remembers by `memory`. */
function series(length: number, of: (i: number) => number, { seed = 1, memory = 0 } = {}): number[] {
  const random = seeded(seed);
  let noise = 0;
  return Array.from({ length }, (_, i) => {
    noise = memory * noise + Math.sqrt(1 - memory * memory) * normal(random);
    return of(i) + noise;
  });
}

const near = (found: number[], expected: number[], rows = 5): void => {
  expect(found.length).toBe(expected.length);
  found.forEach((row, i) => expect(Math.abs(row - expected[i]!)).toBeLessThanOrEqual(rows));
};

it("finds a step, two steps and none", () => {
  near(findChangePoints([series(200, (i) => (i < 100 ? 0 : 3))]), [100]);
  near(findChangePoints([series(300, (i) => (i < 100 || i >= 200 ? 0 : 4))]), [100, 200]);
  for (let seed = 1; seed <= 20; seed++)
    expect(findChangePoints([series(200, () => 0, { seed })])).toEqual([]);
});

it("takes a trend for one course and finds where it bends", () => {
  expect(findChangePoints([series(200, (i) => i * 0.1)])).toEqual([]);
  near(findChangePoints([series(200, (i) => Math.max(0, i - 120) * 0.4)]), [120], 8);
});

it("is not misled by a season, and finds a step under one", () => {
  const season = (i: number) => 6 * Math.sin((i / 12) * 2 * Math.PI);
  expect(findChangePoints([series(240, season)])).toEqual([]);
  near(findChangePoints([series(240, (i) => season(i) + (i < 150 ? 0 : 5))]), [150]);
});

it("finds where noise becomes wilder", () => {
  near(findChangePoints([series(300, () => 0).map((value, i) => value * (i < 150 ? 1 : 5))]), [150], 12);
});

it("takes spikes and a memory of the noise for no change", () => {
  expect(findChangePoints([series(300, (i) => (i % 47 === 9 ? 40 : 0))])).toEqual([]);
  let found = 0;
  for (let seed = 1; seed <= 20; seed++)
    found += findChangePoints([series(200, () => 0, { seed, memory: 0.5 })]).length;
  expect(found).toBeLessThanOrEqual(2);
});

it("takes heavy tails for no change, and a weekend of two rows for a rhythm", () => {
  let found = 0;
  for (let seed = 1; seed <= 20; seed++)
    found += findChangePoints([series(300, () => 0, { seed }).map((value) => Math.exp(value))]).length;
  expect(found).toBeLessThanOrEqual(8);
  near(findChangePoints([series(420, (i) => (i % 7 > 4 ? 10 : 0) + (i < 200 ? 0 : 4))]), [200]);
});

it("takes what a line leaves of a curve for no change of noise", () => {
  expect(findChangePoints([series(800, (i) => 100 * Math.exp((1.5 * i) / 800))]).length).toBeLessThanOrEqual(
    2,
  );
});

it("weighs all dimensions together, and ignores those without values or variation", () => {
  const calm = series(200, () => 0, { seed: 2 });
  near(findChangePoints([calm, series(200, (i) => (i < 80 ? 0 : 6))]), [80]);
  const still = new Array<number>(200).fill(3);
  const missing = new Array<number>(200).fill(Number.NaN);
  near(findChangePoints([still, series(200, (i) => (i < 80 ? 0 : 6)), missing]), [80]);
});

it("bridges missing values", () => {
  const values = series(200, (i) => (i < 100 ? 0 : 5));
  for (let i = 3; i < 200; i += 7) values[i] = Number.NaN;
  near(findChangePoints([values]), [100]);
});

it("finds a step in more rows than it compares one by one, to within rows taken together", () => {
  near(findChangePoints([series(9000, (i) => (i < 6000 ? 0 : 2))]), [6000], 10);
});

it("says nothing about constant, short and empty series", () => {
  for (const values of [[], [1], [1, 2, 3], new Array<number>(50).fill(0.1 + 0.2)])
    expect(findChangePoints([values])).toEqual([]);
  expect(findChangePoints([])).toEqual([]);
});

it("is the same in another unit and upside down", () => {
  const values = series(150, (i) => (i < 70 ? 0 : 4));
  const found = findChangePoints([values]);
  expect(findChangePoints([values.map((value) => 1e6 + 250 * value)])).toEqual(found);
  expect(findChangePoints([values.map((value) => -value)])).toEqual(found);
});

it("answers with ascending rows inside the series for any numbers", () => {
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(0, 1, 5, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
  );
  fc.assert(
    fc.property(fc.array(fc.array(value, { maxLength: 120 }), { maxLength: 3 }), (dimensions) => {
      const found = findChangePoints(dimensions);
      const rows = Math.min(...dimensions.map(({ length }) => length));
      found.forEach((row, i) => {
        expect(Number.isInteger(row) && row > (found[i - 1] ?? 0) && row < rows).toBe(true);
      });
    }),
  );
});
