import { describe, expect, it } from "vitest";

import { histogramOf } from "@/lib/stats/histogram";

import { durationBins, foldBins } from "./bins";
import { namedMarks } from "./named-marks";

describe("a distribution", () => {
  const bins = durationBins(histogramOf([1e6, 1e6, 2e6, 900e6]));
  it("holds every value, and the empty bins between", () => {
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    for (const [i, bin] of bins.entries()) if (i > 0) expect(bin.lower).toBe(bins[i - 1]!.upper);
  });
  it("folds whole bins, equally many to a bar", () => {
    const bars = foldBins(bins, 20);
    expect(bars.length).toBeLessThanOrEqual(20);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    const ratios = bars.map(({ lower, upper }) => upper / lower);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 9);
  });
  it("of nothing has no bars", () => expect(foldBins(durationBins(histogramOf([])), 20)).toEqual([]));
});

describe("values that stand for all", () => {
  const names = (values: number[], width: number) =>
    namedMarks(
      values.map((value, i) => ({ value, label: `p${i}` })),
      { low: 1, high: 10_000, width },
      "duration",
    ).map(({ name, mark }) => [mark.value, name?.replaceAll("\u00a0", " ")]);
  it("have their value beside their name where there is room, else their name alone", () => {
    expect(names([100], 400)).toEqual([[100, "p0 100 ms"]]);
    expect(names([5000, 4000], 400)).toEqual([
      [4000, "p1 4.00 s"],
      [5000, "p0"],
    ]);
  });
  it("beyond the axis are not drawn", () => expect(names([0.5, 20_000], 400)).toEqual([]));
});
