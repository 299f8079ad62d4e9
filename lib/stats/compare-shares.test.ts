import fc from "fast-check";
import { expect, it } from "vitest";

import { sureDifference } from "./compare-shares";

it("is the published interval's end: 56 of 70 against 48 of 80 at 95 %", () => {
  // Newcombe 1998, table II, example (a), method 10: 0.0524 to 0.3339.
  expect(sureDifference({ part: 56, whole: 70 }, { part: 48, whole: 80 }, 1.96)).toBeCloseTo(0.0524, 4);
  expect(sureDifference({ part: 48, whole: 80 }, { part: 56, whole: 70 }, 1.96)).toBeCloseTo(-0.0524, 4);
});

it("is nothing where there is nothing to compare, and never more than the difference itself", () => {
  expect(sureDifference({ part: 0, whole: 0 }, { part: 5, whole: 10 }, 2)).toBe(0);
  const share = fc
    .tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 }))
    .map(([part, rest]) => ({ part, whole: part + rest + 1 }));
  fc.assert(
    fc.property(share, share, (a, b) => {
      const sure = sureDifference(a, b, 3.9);
      const difference = a.part / a.whole - b.part / b.whole;
      expect(Math.abs(sure)).toBeLessThanOrEqual(Math.abs(difference) + 1e-12);
      expect(sure * difference).toBeGreaterThanOrEqual(0);
    }),
  );
});

it("says nothing about two draws from the same urn", () => {
  let state = 7;
  const draw = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const wrong = Array.from({ length: 2000 }, () => {
    const count = (n: number) => Array.from({ length: n }, draw).filter((x) => x < 0.1).length;
    return sureDifference({ part: count(60), whole: 60 }, { part: count(300), whole: 300 }, 3.9);
  }).filter((sure) => sure !== 0);
  expect(wrong.length).toBeLessThanOrEqual(3);
});
