import fc from "fast-check";
import { expect, it } from "vitest";

import { nonnegativeLeastSquares } from "./nonnegative-least-squares";

const numbers = (min: number) =>
  fc.array(fc.double({ min, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });

it("cannot be improved: no slope upward where it is positive, none inward where it is 0", () => {
  fc.assert(
    fc.property(
      fc.array(numbers(-3), { minLength: 1, maxLength: 2 }),
      numbers(-3),
      numbers(0),
      (columns, target, weights) => {
        const x = nonnegativeLeastSquares(columns, target, weights);
        const residual = target.map((value, row) =>
          columns.reduce(
            (left, column, index) => left - (column[row] as number) * (x[index] as number),
            value,
          ),
        );
        for (const [index, column] of columns.entries()) {
          const slope = column.reduce(
            (sum, value, row) => sum + (weights[row] as number) * value * (residual[row] as number),
            0,
          );
          const scale = column.reduce((sum, value, row) => sum + (weights[row] as number) * value * value, 0);
          expect(x[index]).toBeGreaterThanOrEqual(0);
          expect(slope).toBeLessThanOrEqual(1e-2 * (1 + scale));
        }
      },
    ),
  );
});

it("finds the parts that a sum is made of", () => {
  const columns = [
    [1, 0.5, 0.25, 0.1],
    [1, 0.9, 0.8, 0.7],
  ];
  const target = columns[0]?.map((value, row) => 2 * value + 3 * (columns[1]?.[row] as number)) as number[];
  const [a, b] = nonnegativeLeastSquares(columns, target, [1, 1, 1, 1]);
  expect(a).toBeCloseTo(2, 6);
  expect(b).toBeCloseTo(3, 6);
});
