import fc from "fast-check";
import { expect, it } from "vitest";

import { EMPTY_HISTOGRAM, histogramOf } from "@/lib/stats/histogram";

import { heatGrid } from "./heat-grid";

const ns = fc.double({ min: 0, max: 28, noNaN: true }).map((power) => Math.round(Math.exp(power)));

it("each cell counts exactly the values between its edges", () => {
  fc.assert(
    fc.property(fc.array(fc.array(ns, { maxLength: 40 }), { minLength: 1, maxLength: 5 }), (columns) => {
      const { edgesMs, counts } = heatGrid(columns.map(histogramOf));
      expect(edgesMs.length).toBeLessThanOrEqual(33);
      for (const [index, values] of columns.entries()) {
        const column = counts[index] ?? [];
        expect(column.reduce((sum, n) => sum + n, 0)).toBe(values.length);
        for (const [row, n] of column.entries()) {
          const within = (value: number) =>
            Math.max(value, 1e-9) / 1e6 > (edgesMs[row] as number) &&
            value / 1e6 <= (edgesMs[row + 1] as number);
          expect(n).toBe(values.filter((value) => (value <= 1 ? row === 0 : within(value))).length);
        }
      }
    }),
  );
});

it("nothing measured has no rows", () => {
  expect(heatGrid([EMPTY_HISTOGRAM, EMPTY_HISTOGRAM])).toEqual({ edgesMs: [], counts: [[], []] });
});
