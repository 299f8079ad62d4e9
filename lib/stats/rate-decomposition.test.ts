import fc from "fast-check";
import { expect, it } from "vitest";

import { decomposeRate, type SegmentSums } from "./rate-decomposition";

const sums = fc
  .tuple(fc.nat({ max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, share]): SegmentSums => ({ n, sum: Math.round(n * share) }));
const side = fc
  .dictionary(fc.constantFrom("a", "b", "c", "d"), sums)
  .filter((segments) => Object.values(segments).some(({ n }) => n > 0));

const rate = (segments: Record<string, SegmentSums>): number => {
  const all = Object.values(segments);
  return all.reduce((sum, part) => sum + part.sum, 0) / all.reduce((sum, { n }) => sum + n, 0);
};

it("adds up to the whole change, by part and by segment", () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      const { total, mix, within, segments } = decomposeRate(before, after);
      const change = rate(after) - rate(before);
      expect(mix.change + within.change).toBeCloseTo(change, 12);
      expect(total.change).toBeCloseTo(change, 12);
      const parts = Object.values(segments).reduce((sum, part) => sum + part.mix + part.within, 0);
      expect(parts).toBeCloseTo(change, 12);
    }),
  );
});

it("is the opposite when time runs backwards", () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      expect(decomposeRate(after, before).mix.change).toBeCloseTo(
        -decomposeRate(before, after).mix.change,
        12,
      );
    }),
  );
});

it("says mix alone where only parts change, within alone where only rates do", () => {
  const usual = { a: { n: 900, sum: 9 }, b: { n: 100, sum: 20 } };
  const moved = decomposeRate(usual, { a: { n: 500, sum: 5 }, b: { n: 500, sum: 100 } });
  expect(moved.within.change).toBeCloseTo(0, 12);
  const worse = decomposeRate(usual, { a: { n: 900, sum: 90 }, b: { n: 100, sum: 20 } });
  expect(worse.mix.change).toBeCloseTo(0, 12);
});
