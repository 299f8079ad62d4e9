import fc from "fast-check";
import { expect, it } from "vitest";

import { histogramOf } from "@/lib/stats/histogram";

import { componentsOf, observe } from "./component";

const cell = { at: 0, lengthMs: 300_000 };

it("a distribution is watched above its own quantiles, and by its level", () => {
  const values = Array.from({ length: 1000 }, (_, index) => 1e6 * (index + 1));
  const history = [{ ...cell, histogram: histogramOf(values) }];
  const components = componentsOf({ kind: "distribution", direction: "up" }, history);
  const shares = observe(components, history[0] as (typeof history)[number]);
  const part = (name: string): number => {
    const { n, sum } = shares[components.findIndex((one) => one.name === name)] as { n: number; sum: number };
    return sum / n;
  };
  expect(part("p50")).toBeCloseTo(0.5, 1);
  expect(part("p90")).toBeCloseTo(0.1, 1);
  expect(part("p99")).toBeCloseTo(0.01, 1);
  const mean = values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
  expect(part("level")).toBeCloseTo(mean, 1);
});

it("one value that is far off moves the level by no more than the farthest usual one", () => {
  const history = [{ ...cell, histogram: histogramOf([1e9, 2e9, 3e9]) }];
  const components = componentsOf({ kind: "distribution", direction: "up" }, history);
  const level = (value: number): number =>
    observe(components, { ...cell, histogram: histogramOf([value]) })[0]?.sum ?? 0;
  expect(level(1e15)).toBe(level(1e12));
});

it("categories and the others add up to all", () => {
  const counts = fc.dictionary(fc.string({ maxLength: 2 }), fc.nat({ max: 50 }));
  fc.assert(
    fc.property(counts, counts, (usual, now) => {
      const components = componentsOf({ kind: "mix", direction: "both" }, [{ ...cell, counts: usual }]);
      const seen = observe(components, { ...cell, counts: now });
      const n = Object.values(now).reduce((sum, count) => sum + count, 0);
      if (components.length === 0) return;
      expect(seen.reduce((sum, part) => sum + part.sum, 0)).toBe(n);
      expect(seen.every((part) => part.n === n)).toBe(true);
    }),
  );
});

it("an empty history has nothing to watch", () => {
  expect(componentsOf({ kind: "distribution", direction: "up" }, [])).toEqual([]);
  expect(componentsOf({ kind: "mix", direction: "both" }, [])).toEqual([]);
});
