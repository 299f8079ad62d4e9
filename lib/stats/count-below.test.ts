import fc from "fast-check";
import { expect, it } from "vitest";

import { countBelow } from "./count-below";
import { binOf, EMPTY_HISTOGRAM, histogramOf, upperBound } from "./histogram";

const ns = fc.double({ min: 1, max: 26, noNaN: true }).map((power) => Math.round(Math.exp(power)));

it("is off by less than the values in the bin of the threshold", () => {
  fc.assert(
    fc.property(fc.array(ns, { maxLength: 300 }), ns, (values, threshold) => {
      const exact = values.filter((value) => value <= threshold).length;
      const near = values.filter((value) => binOf(value) === binOf(threshold)).length;
      expect(Math.abs(countBelow(histogramOf(values), threshold) - exact)).toBeLessThanOrEqual(near + 1e-6);
    }),
  );
});

it("is within half a per cent of exact for ten thousand values on a smooth curve", () => {
  const values = Array.from({ length: 10_000 }, (_, index) =>
    Math.round(3e8 * Math.exp(Math.sin(index) * 0.8)),
  );
  for (const threshold of [2e8, 2.5e8, 3e8, 4e8, 5e8]) {
    const exact = values.filter((value) => value <= threshold).length;
    expect(Math.abs(countBelow(histogramOf(values), threshold) - exact) / values.length).toBeLessThan(0.005);
  }
});

it("is exact at the end of a bin, and nothing or everything beyond the ends", () => {
  const histogram = { bins: [100, 101, 103], counts: [2, 3, 4] };
  expect(countBelow(histogram, upperBound(101))).toBe(5);
  expect(countBelow(histogram, 1)).toBe(0);
  expect(countBelow(histogram, upperBound(103))).toBe(9);
  expect(countBelow(EMPTY_HISTOGRAM, 1e9)).toBe(0);
});
