import fc from "fast-check";
import { expect, it } from "vitest";

import { segmentsOf } from "./segment-costs";

it("leaves residuals whose squares are the cost, of a level and of a line", () => {
  const value = fc.double({ noNaN: true, min: -3, max: 3 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 4, maxLength: 40 }), (values) => {
      const segments = segmentsOf(Float64Array.from(values));
      const [from, to] = [1, values.length];
      const squares = (line: boolean) =>
        segments.residuals(from, to, line).reduce((sum, left) => sum + left * left, 0);
      expect(segments.level(from, to)).toBeCloseTo(squares(false), 6);
      if (to - from >= 3) expect(segments.line(from, to)).toBeCloseTo(squares(true), 6);
      expect(segments.line(from, to)).toBeLessThanOrEqual(segments.level(from, to) + 1e-9);
    }),
  );
});

it("costs nothing where a line runs through all rows", () => {
  const { line, level } = segmentsOf(Float64Array.from([1, 3, 5, 7, 9]));
  expect(line(0, 5)).toBeCloseTo(0, 9);
  expect(level(0, 5)).toBeCloseTo(40, 9);
});
