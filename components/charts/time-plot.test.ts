import { describe, expect, it, test } from "vitest";

import { foldExtents, foldSize, foldSums, foldTimes } from "./fold";
import { limitSeries } from "./limit-series";
import { mergeMarks } from "./merge-marks";
import { foldSeries, plotLayers } from "./plot-layers";
import { bandPath, linePath } from "./plot-paths";
import { bucketAt, endOf, timeScale } from "./time-scale";
import { bucketText, foldedText } from "./time-text";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const MINUTE = 60_000;
const up = (value: number) => -value;
const at = (value: number) => ({ low: value, high: value, rising: true });

describe("more buckets than pixels", () => {
  const month = Array.from({ length: 43_200 }, (_, i) => (i === 20_001 ? 900 : 1 + (i % 3)));
  test("share columns, and none is lost", () => {
    expect(foldSize(43_200, 600)).toBe(72);
    expect(foldSize(300, 600)).toBe(1);
    expect(foldTimes([0, 1, 2, 3, 4], 2)).toEqual([0, 2, 4]);
  });
  test("a spike of one minute in a month stays as high as it was", () => {
    const columns = foldExtents(month, 72);
    expect(columns).toHaveLength(600);
    expect(Math.max(...columns.map((extent) => extent!.high))).toBe(900);
    expect(Math.min(...columns.map((extent) => extent!.low))).toBe(1);
  });
  test("amounts are added up, the total stays", () => {
    const sum = (values: readonly (number | null)[]) => values.reduce<number>((a, b) => a + (b ?? 0), 0);
    expect(sum(foldSums(month, 72))).toBe(sum(month));
  });
  test("what is unknown stays unknown, and is not zero beside what is known", () => {
    expect(foldSums([null, null, 2, null], 2)).toEqual([null, 2]);
    expect(foldExtents([null, null, 2, null], 2)).toEqual([null, at(2)]);
  });
  test("a column falls or rises as its values did", () => {
    expect(foldExtents([3, 9, 1], 3)).toEqual([{ low: 1, high: 9, rising: false }]);
    expect(foldExtents([3, 1, 9], 3)).toEqual([{ low: 1, high: 9, rising: true }]);
  });
  test("the axis reaches the tallest stack, not the largest part", () => {
    const { drawn } = limitSeries(
      [
        { key: "a", label: "a", values: [2, 5] },
        { key: "b", label: "b", values: [3, null] },
      ],
      { additive: true },
    );
    expect(foldSeries("stack", [0, MINUTE], drawn, 600).max).toBe(5);
    expect(foldSeries("lines", [0, MINUTE], drawn, 600).max).toBe(5);
    expect(foldSeries("stack", [0, MINUTE], drawn, 66).max).toBe(10);
  });
});

describe("a line", () => {
  it("breaks where nothing is known, and a lone value is a dash", () =>
    expect(linePath([0, 10, 20, 30, 40], [at(0), at(1), null, at(2), null], up)).toBe(
      "M0 0L10 -1M30 -2m-1.5 0h3",
    ));
  it("runs through the lowest and the highest of a column", () =>
    expect(linePath([0, 10], [{ low: 1, high: 3, rising: false }, at(2)], up)).toBe("M0 -3V-1L10 -2"));
  it("that speaks of the future is dashed from there on, without a gap", () => {
    const { drawn } = limitSeries([{ key: "a", label: "a", values: [1, 2, 3, 4], dashedFrom: 2 * MINUTE }], {
      additive: false,
    });
    const times = [0, 1, 2, 3].map((i) => i * MINUTE);
    const folded = foldSeries("lines", times, drawn, 600);
    const layers = plotLayers(folded, drawn, timeScale(times, 0, 400), up);
    expect(layers.map(({ d, strokeDasharray }) => [d, strokeDasharray])).toEqual([
      ["M50 -1L150 -2", undefined],
      ["M150 -2L250 -3L350 -4", "4 3"],
    ]);
  });
});

test("a band is closed around each stretch in which both bounds are known", () =>
  expect(bandPath([0, 10, 20, 30], [0, 1, null, 1], [2, 3, 4, null], up)).toBe("M0 -2L10 -3L10 -1L0 0Z"));

describe("where moments lie", () => {
  const day = 86_400_000;
  // A day of 25 hours between two of 24.
  const days = [0, day, 2 * day + 3_600_000];
  it("buckets end where the next begins", () => {
    expect(endOf(days, 1)).toBe(days[2]);
    const scale = timeScale(days, 50, 100);
    expect(scale.x(scale.at(70))).toBeCloseTo(70);
    expect(scale.x(0)).toBe(50);
  });
  it("a moment has the bucket that holds it", () => {
    expect(bucketAt(days, day)).toBe(1);
    expect(bucketAt(days, day - 1)).toBe(0);
    expect(bucketAt(days, 2 * day)).toBe(1);
    expect(bucketAt(days, -1)).toBeUndefined();
    expect(bucketAt([], 5)).toBeUndefined();
  });
});

describe("a bucket's name", () => {
  const t = (iso: string) => Date.parse(iso);
  it.each([
    ["2026-11-21T13:00Z", "2026-11-21T13:05Z", "UTC", "21 Nov 2026 13:00:00 UTC to 13:05"],
    ["2026-11-21T23:00Z", "2026-11-22T00:00Z", "UTC", "21 Nov 2026 23:00:00 UTC to 00:00"],
    ["2026-11-20T23:00Z", "2026-11-21T23:00Z", "Europe/Berlin", "21 Nov 2026"],
    ["2026-10-24T22:00Z", "2026-10-25T23:00Z", "Europe/Berlin", "25 Oct 2026"],
    ["2026-11-20T00:00Z", "2026-11-22T00:00Z", "UTC", "20 Nov to 21 Nov 2026"],
  ])("%s to %s in %s", (from, to, zone, text) => expect(plain(bucketText(t(from), t(to), zone))).toBe(text));
  it("of several drawn as one says how many", () => {
    expect(foldedText(12, MINUTE)).toBe("12 min");
    expect(foldedText(3, 5 * MINUTE)).toBe("3 × 5 min");
  });
});

test("changes on the same pixels are one", () => {
  const scale = timeScale([0, 100], 0, 200);
  const marks = [
    { at: 150, label: "c" },
    { at: 10, label: "a", href: "/a" },
    { at: 12, label: "b" },
    { at: 900, label: "later" },
  ];
  expect(mergeMarks(marks, scale).map(({ label, href, marks: all }) => [label, href, all.length])).toEqual([
    ["2 changes", undefined, 2],
    ["c", undefined, 1],
  ]);
});
