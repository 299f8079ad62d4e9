import { describe, expect, it, test } from "vitest";

import type { Series } from "../types";
import { foldExtents, foldSize, foldSums, foldTimes } from "./downsample";
import { foldSeries } from "./fold-series";
import { limitSeries } from "./limit-series";
import { mergeMarks } from "./merge-marks";
import { plotModel } from "./plot-model";
import { lineRows, stackRows } from "./plot-rows";
import { tooltipFacts } from "./tooltip-facts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const MINUTE = 60_000;
const at = (value: number) => ({ low: value, high: value, rising: true });
const drawn = (look: "lines" | "stack", ...series: Partial<Series>[]) =>
  limitSeries(
    series.map((own, i) => ({ key: "abc"[i]!, label: "abc"[i]!, values: [], ...own })),
    { additive: look === "stack" },
  ).drawn;
const minutes = (count: number) => Array.from({ length: count }, (_, i) => i * MINUTE);

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
  test("lines are left alone as long as each bucket has a pixel", () => {
    const lines = drawn("lines", { values: minutes(100).map(() => 1) });
    expect(foldSeries("lines", minutes(100), lines, 164).columns).toHaveLength(100);
    expect(foldSeries("lines", minutes(100), lines, 160).columns).toHaveLength(34);
  });
});

describe("the rows of a line", () => {
  const rowsOf = (series: Partial<Series>, width = 600) => {
    const lines = drawn("lines", series);
    return lineRows(foldSeries("lines", minutes(series.values!.length), lines, width), lines);
  };
  it("stand at the middles of the buckets, unknown where nothing is known; a lone value is marked", () => {
    const { rows, lines, perColumn } = rowsOf({ values: [0, 1, null, 2, null] });
    expect(perColumn).toBe(1);
    expect(rows.map(({ at, line0 }) => [at / MINUTE, line0])).toEqual([
      [0.5, 0],
      [1.5, 1],
      [2.5, null],
      [3.5, 2],
      [4.5, null],
    ]);
    expect([...lines[0]!.lone!]).toEqual([3]);
  });
  it("run through the lowest and the highest of a column in the order they came", () => {
    const { rows, perColumn } = rowsOf({ values: [3, 2, 1, 1, 2, 3, null, null, null] }, 72);
    expect(perColumn).toBe(2);
    expect(rows.map(({ line0 }) => line0)).toEqual([3, 1, 1, 3, null, null]);
  });
  it("that speak of the future are dashed from there on, without a gap", () => {
    const { rows, lines } = rowsOf({ values: [1, 2, 3, 4], dashedFrom: 2 * MINUTE });
    expect(lines.map(({ dataKey, dashed }) => [rows.map((row) => row[dataKey]), dashed])).toEqual([
      [[1, 2, null, null], false],
      [[null, 2, 3, 4], true],
    ]);
  });
  it("have a band where both bounds are known", () => {
    const { rows, bands } = rowsOf({
      values: [1, 1, 1],
      band: { lower: [0, null, 1], upper: [2, 3, 4] },
    });
    expect(rows.map((row) => row[bands[0]!.dataKey])).toEqual([[0, 2], null, [1, 4]]);
  });
});

describe("the rows of a stack", () => {
  const series = drawn("stack", { values: [1, null] }, { values: [-2, 3] });
  const folded = foldSeries("stack", minutes(2), series, 600);
  it("are bars: what is unknown or negative adds nothing", () =>
    expect(stackRows(folded, series, false).rows).toEqual([
      { at: 0.5 * MINUTE, bar0: 1, bar1: 0 },
      { at: 1.5 * MINUTE, bar0: 0, bar1: 3 },
    ]));
  it("are steps where bars would touch: from start to start, the last to its end", () =>
    expect(stackRows(folded, series, true).rows).toEqual([
      { at: 0, bar0: 1, bar1: 0 },
      { at: MINUTE, bar0: 0, bar1: 3 },
      { at: 2 * MINUTE, bar0: 0, bar1: 3 },
    ]));
});

describe("a drawing over time", () => {
  const model = (look: "lines" | "stack", count: number, more = {}) =>
    plotModel({
      ...{ look, times: minutes(count), series: drawn(look, { values: minutes(count).map(() => 3) }) },
      ...{ quantity: "count", threshold: 0, width: 600, margins: undefined, direct: false },
      ...more,
    });
  it("has room for its threshold, but not for less than its margins", () => {
    expect(model("lines", 10).ticks).toEqual([0, 1, 2, 3]);
    expect(model("lines", 10, { threshold: 7 }).ticks.at(-1)).toBe(8);
    const { left, right, width } = model("lines", 10, { margins: { left: 90, right: 70 } });
    expect([left, right, width]).toEqual([90, 70, 440]);
  });
  it("draws steps and a thin cursor where columns are narrow", () => {
    expect(model("stack", 60)).toMatchObject({ narrow: false });
    expect(model("stack", 60).rows).toHaveLength(60);
    expect(model("stack", 250)).toMatchObject({ narrow: true });
    expect(model("stack", 250).rows).toHaveLength(251);
  });
});

describe("a tooltip", () => {
  const facts = (look: "lines" | "stack", width: number, index: number, ...series: Partial<Series>[]) => {
    const own = drawn(look, ...series);
    const times = minutes(own[0]!.values.length);
    const marks = mergeMarks(
      [{ at: 1.5 * MINUTE, label: "v2", detail: "in faq" }],
      [0, times.length * MINUTE],
      width,
    );
    const folded = foldSeries(look, times, own, width + 64);
    return tooltipFacts({ series: own, quantity: "usd", zone: "UTC", marks, times, folded, width }, index);
  };
  it("of a stack has its top first, and the total", () => {
    const { rows, total, heading, notes } = facts(
      "stack",
      600,
      1,
      { values: [1, 0.1] },
      { values: [null, 0.2] },
    );
    expect(rows.map(({ label, text }) => `${label} ${text}`)).toEqual(["b $0.2", "a $0.1"]);
    expect(total).toBe("$0.3");
    expect(plain(heading)).toBe("1 Jan 1970 00:01:00 UTC to 00:02");
    expect(notes).toEqual(["00:01 v2 in faq"]);
  });
  it("of lines has the highest first, unknown as a dash, and the bounds of what is expected", () => {
    const { rows, total, notes } = facts(
      ...([
        "lines",
        600,
        0,
        { values: [1] },
        { values: [2], band: { lower: [1.5], upper: [3] } },
        { values: [null] },
      ] as const),
    );
    expect(rows.map(({ label, text }) => `${label} ${text}`)).toEqual([
      "b $2",
      "likely between $1.5 – $3",
      "a $1",
      "c –",
    ]);
    expect([total, notes]).toEqual([undefined, []]);
  });
  it("of several buckets drawn as one says so", () => {
    const { rows, notes } = facts("lines", 2, 0, { values: [1, 5, 2, 2] });
    expect(rows[0]!.text).toBe("$1 – $5");
    expect(notes).toEqual(["lowest and highest of 4 min", "00:01 v2 in faq"]);
  });
});

test.each([
  [undefined, undefined, "2 changes"],
  ["incident", "incident", "2 incidents"],
  ["finding", "finding", "2 findings"],
  ["finding", undefined, "2 marks"],
  ["incident", "finding", "2 marks"],
] as const)("marks of %s and %s on the same pixel are %s", (one, other, label) => {
  const marks = [
    { at: 10, label: "a", ...(one && { kind: one }) },
    { at: 12, label: "b", ...(other && { kind: other }) },
  ];
  expect(mergeMarks(marks, [0, 200], 200).map((mark) => mark.label)).toEqual([label]);
});

test("changes on the same pixels are one", () => {
  const marks = [
    { at: 150, label: "c" },
    { at: 10, label: "a", href: "/a" },
    { at: 12, label: "b" },
    { at: 900, label: "later" },
  ];
  expect(
    mergeMarks(marks, [0, 200], 200).map(({ label, href, marks: all }) => [label, href, all.length]),
  ).toEqual([
    ["2 changes", undefined, 2],
    ["c", undefined, 1],
  ]);
});
