import { describe, expect, it } from "vitest";

import { histogramOf } from "@/lib/stats/histogram";

import { cellFacts } from "./cell-facts";
import { durationCells, foldCells, heatOf } from "./heat-cells";
import { shade } from "./heat-image";

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
  it("gives its height to nearly all values: a few far below are in the first row, which begins at 0", () => {
    const usual = Array.from({ length: 99 }, (_, n) => (500 + n * 10) * 1e6);
    const cells = durationCells([histogramOf([0, ...usual])], 20);
    expect(cells.rows[0]).toMatchObject({ lower: 0, upper: expect.any(Number) });
    expect(cells.rows[0]!.upper).toBeGreaterThan(400);
    expect(cells.counts[0]!.reduce((a, b) => a + b, 0)).toBe(100);
    // As many far below as are usual are no few.
    const two = durationCells([histogramOf([...usual.map((ns) => ns / 1000), ...usual])], 20);
    expect(two.rows[0]!.lower).toBeGreaterThan(0);
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

describe("a cell's tooltip", () => {
  const facts = (size: number) =>
    cellFacts({
      ...{ column: 1, row: 0, columns: [0, 120_000], size, bucketMs: 60_000 },
      rows: [
        { lower: 1, upper: 10 },
        { lower: 10, upper: 100 },
      ],
      cells: [
        [0, 0],
        [3, 1],
      ],
      ...{ quantity: "duration", counted: "calls", zone: "UTC" },
    });
  it("counts what is in it, above it and in its column", () =>
    expect(facts(1).rows.map(({ text }) => text.replaceAll("\u00a0", " "))).toEqual([
      "3 calls",
      "1, 25 %",
      "4",
    ]));
  it("says of how many times it is the sum", () => {
    expect(facts(1).notes).toEqual([]);
    expect(facts(2).notes).toEqual(["sum of 2 min"]);
  });
});
