import fc from "fast-check";
import { expect, it } from "vitest";

import { partition } from "./change-points";
import { segmentsOf } from "./segment-costs";

/** The cheapest partition by trying all of them. */
function cheapest(
  rows: number,
  cost: (from: number, to: number) => number,
  penalty: number,
  least: number,
): number {
  let best = Number.POSITIVE_INFINITY;
  const go = (from: number, sum: number): void => {
    if (from === rows) best = Math.min(best, sum - penalty);
    for (let to = from + least; to <= rows; to++) go(to, sum + cost(from, to) + penalty);
  };
  go(0, 0);
  return best;
}

const costOf = (
  begins: number[],
  rows: number,
  cost: (from: number, to: number) => number,
  penalty: number,
): number => {
  const bounds = [0, ...begins, rows];
  return bounds.slice(1).reduce((sum, to, i) => sum + cost(bounds[i]!, to) + penalty, -penalty);
};

it("is as cheap as the cheapest of all partitions, with levels and with levels or lines", () => {
  // Few different values make ties and steps, where a beginning is dropped that would have won later.
  const value = fc.oneof(fc.constantFrom(0, 1, 4), fc.double({ noNaN: true, min: -5, max: 5 }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 11 }),
      fc.integer({ min: 1, max: 3 }),
      fc.double({ noNaN: true, min: 0.01, max: 10 }),
      (values, least, penalty) => {
        const { level, line } = segmentsOf(Float64Array.from(values));
        const either = (from: number, to: number) => Math.min(level(from, to), line(from, to) + penalty);
        for (const [cost, slack] of [
          [level, 0],
          [either, penalty],
        ] as const) {
          const begins = partition(values.length, cost, { penalty, least, slack });
          const best = cheapest(values.length, cost, penalty, least);
          if (best === Number.POSITIVE_INFINITY) expect(begins).toEqual([]);
          else expect(costOf(begins, values.length, cost, penalty)).toBeCloseTo(best, 6);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

it("keeps every segment as long as asked", () => {
  const { level } = segmentsOf(Float64Array.from([0, 0, 9, 0, 0, 0, 9, 9, 9, 9]));
  expect(partition(10, level, { penalty: 1, least: 1 })).toEqual([2, 3, 6]);
  expect(partition(10, level, { penalty: 1, least: 3 })).toEqual([3, 6]);
  expect(partition(10, level, { penalty: 1, least: 4 })).toEqual([6]);
  expect(partition(2, level, { penalty: 1, least: 3 })).toEqual([]);
});

it("keeps a beginning that wins again when a line runs on from it", () => {
  const { level, line } = segmentsOf(
    Float64Array.from([1, 0.75, 4, 3.25, 6, 8.5, 12.75, 14.75, 17.25, 18.5, 21, 23]),
  );
  const cost = (from: number, to: number) => Math.min(level(from, to), line(from, to) + 1);
  expect(partition(12, cost, { penalty: 1, least: 1, slack: 1 })).toEqual([2, 3, 6]);
});
