import { describe, expect, it, test } from "vitest";

import { histogramOf } from "@/lib/stats/histogram";

import { durationBins, foldBins } from "./distribution";
import { durationCells, foldCells, heatOf } from "./heat-cells";
import { shade } from "./heat-image";
import { alongLog, atLog, logTicks } from "./log-axis";
import { rankBars } from "./rank-bars";
import { shareParts } from "./share-parts";
import { formatTick } from "./value-ticks";
import { waterfall } from "./waterfall";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("ranked bars", () => {
  const items = [
    { key: "a", label: "a", value: 1 },
    { key: "u", label: "unknown", value: 5, rest: "unknown" as const },
    { key: "o", label: "Other", value: 9, rest: "other" as const },
    { key: "b", label: "b", value: 3 },
    { key: "c", label: "c", value: null },
  ];
  it("the largest first; the rest and the unknown last, however large", () =>
    expect(rankBars(items).map(({ key }) => key)).toEqual(["b", "a", "c", "o", "u"]));
  it("shares are of all that is listed, or of a total given", () => {
    expect(rankBars(items)[0]!.share).toBe(3 / 18);
    expect(rankBars(items, 30)[0]!.share).toBe(0.1);
  });
  it("what is unknown has neither share nor length", () =>
    expect(rankBars(items)[2]).toMatchObject({ share: null, length: 0 }));
});

test("parts keep their order; what belongs to none is last", () => {
  const parts = shareParts([
    { key: "r", label: "not told apart", value: 1, rest: true },
    { key: "s", label: "system", value: 3 },
    { key: "t", label: "tools", value: null },
  ]);
  expect(parts.map(({ key, share }) => [key, share])).toEqual([
    ["s", 0.75],
    ["t", null],
    ["r", 0.25],
  ]);
});

describe("a waterfall", () => {
  const [before, after] = [
    { label: "before", value: 10 },
    { label: "after", value: 4 },
  ];
  it("each change begins where the one before ended", () => {
    const { bars, start } = waterfall(
      before,
      [
        { key: "volume", label: "volume", change: 10 },
        { key: "price", label: "price", change: -16 },
      ],
      after,
    );
    expect(start).toBe(0);
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.5],
      [0.5, 1],
      [0.2, 1],
      [0, 0.2],
    ]);
  });
  it("small changes of a large level are drawn near the level, which is said", () => {
    const { bars, start } = waterfall(
      { label: "before", value: 100 },
      [{ key: "x", label: "x", change: 4 }],
      { label: "after", value: 104 },
    );
    expect(start).toBe(96);
    expect(bars[1]).toMatchObject({ from: 0.5, to: 1 });
  });
  it("nothing before and nothing after has no bars longer than nothing", () => {
    const none = { label: "", value: 0 };
    expect(waterfall(none, [], none).bars.map(({ from, to }) => to - from)).toEqual([0, 0]);
  });
});

describe("a logarithmic axis", () => {
  it.each<[number, number, Parameters<typeof logTicks>[2], number, string[]]>([
    [80, 8000, "duration", 8, ["100 ms", "200 ms", "500 ms", "1 s", "2 s", "5 s"]],
    [1, 7_200_000, "duration", 8, ["1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min", "1 h"]],
    [0.0004, 2, "usd", 5, ["$0.001", "$0.01", "$0.10", "$1"]],
    [1, 1e9, "count", 5, ["1", "100", "10 k", "1 M", "100 M"]],
  ])("from %d to %d %s has round ticks", (low, high, quantity, most, labels) => {
    expect(logTicks(low, high, quantity, most).map((v) => plain(formatTick(v, quantity)))).toEqual(labels);
  });
  it("goes there and back", () => expect(atLog(alongLog(70, 10, 1000), 10, 1000)).toBeCloseTo(70));
  it("without a length has no ticks", () => expect(logTicks(5, 5, "count", 5)).toEqual([]));
});

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

describe("a heatmap", () => {
  const histograms = [histogramOf([1e6, 5e6, 5e6]), null, histogramOf([900e6])];
  const { rows, counts } = durationCells(histograms, 20);
  it("holds every value in the row that spans it", () => {
    expect(counts.map((column) => column.reduce((a, b) => a + b, 0))).toEqual([3, 0, 1]);
    const row = rows.findIndex(({ lower, upper }) => lower < 5 && 5 <= upper);
    expect(counts[0]![row]).toBe(2);
    expect(rows.length).toBeLessThanOrEqual(20);
    for (const [i, { lower }] of rows.entries()) if (i > 0) expect(lower).toBeCloseTo(rows[i - 1]!.upper, 9);
  });
  it("of more times than pixels adds neighbours up", () =>
    expect(
      foldCells(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        2,
      ),
    ).toEqual([
      [4, 6],
      [5, 6],
    ]));
  it("shades by magnitude, one and the largest at the ends", () => {
    expect(heatOf(1, 100)).toBe(0);
    expect(heatOf(10, 100)).toBe(0.5);
    expect(heatOf(100, 100)).toBe(1);
  });
  it("takes its shades between the theme's", () => {
    expect(shade(0, ["#000000", "#ffffff"])).toEqual([0, 0, 0]);
    expect(shade(0.5, ["#000000", "#101010", "#202020"])).toEqual([16, 16, 16]);
    expect(shade(1, ["#000000", "#0a0b0c"])).toEqual([10, 11, 12]);
  });
  it("of nothing has no rows", () => expect(durationCells([null]).rows).toEqual([]));
});
