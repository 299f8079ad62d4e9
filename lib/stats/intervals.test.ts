import { expect, it } from "vitest";

import { EMPTY_HISTOGRAM, histogramOf } from "./histogram";
import { quantileInterval } from "./quantile-interval";
import { normal as draw, seeded } from "./random";
import { ratioInterval } from "./ratio-interval";
import { studentT } from "./student";

const random = seeded(11);
const normal = (): number => draw(random);
/** How many of 400 trials hold. */
const held = (trial: () => boolean): number =>
  Array.from({ length: 400 }, trial).filter(Boolean).length / 400;

it("Student's t is that of the tables", () => {
  for (const [degrees, value] of [
    [9, 2.262],
    [20, 2.086],
    [100, 1.984],
    [100_000, 1.96],
  ] as const)
    expect(Math.abs(studentT(degrees) - value)).toBeLessThan(0.001);
});

it.each([
  [0.5, 20],
  [0.5, 1000],
  [0.95, 200],
  [0.95, 20_000],
] as const)("the interval of the quantile %f of %i values holds it at least as often as it says", (q, n) => {
  // Of a log-normal distribution with median 1 s the quantile is exp(sigma z).
  const truth = 1e9 * Math.exp(0.8 * (q === 0.5 ? 0 : 1.644854));
  const trials = n > 2000 ? 60 : 400;
  let holds = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { low, high } = quantileInterval(
      histogramOf(Array.from({ length: n }, () => 1e9 * Math.exp(0.8 * normal()))),
      q,
    );
    if ((low ?? 0) <= truth && truth <= (high ?? Infinity)) holds++;
  }
  expect(holds / trials).toBeGreaterThan(0.93);
});

it("too few values have no upper bound of their p95, and none has no bound at all", () => {
  const ten = histogramOf(Array.from({ length: 10 }, (_, index) => (index + 1) * 1e9));
  const { low, high } = quantileInterval(ten, 0.95);
  expect(low).toBeGreaterThan(6e9);
  expect(high).toBeNull();
  expect(quantileInterval(EMPTY_HISTOGRAM, 0.5)).toEqual({ low: null, high: null });
});

it("ranks are those of the tables: of 20 values the median lies between the 6th and the 15th", () => {
  const { low, high } = quantileInterval(
    histogramOf(Array.from({ length: 20 }, (_, index) => (index + 1) * 1e9)),
    0.5,
  );
  expect(Math.abs((low ?? 0) / 6e9 - 1)).toBeLessThan(0.05);
  expect(Math.abs((high ?? 0) / 15e9 - 1)).toBeLessThan(0.05);
});

it("the interval of a mean holds it, also where the pieces of time differ in size", () => {
  const share = held(() => {
    const pieces = Array.from({ length: 40 }, () => {
      const count = 1 + Math.floor(random() * 60);
      let sum = 0;
      for (let index = 0; index < count; index++) sum += Math.exp(normal());
      return { count, sum };
    });
    const interval = ratioInterval(pieces);
    const truth = Math.exp(0.5);
    return interval !== null && interval.low <= truth && truth <= interval.high;
  });
  expect(share).toBeGreaterThan(0.9);
});

it("a mean of few pieces of time, or of one that outweighs the others, has no interval", () => {
  const pieces = (counts: readonly number[]) => counts.map((count) => ({ count, sum: count * 2 }));
  expect(ratioInterval([])).toBeNull();
  expect(ratioInterval(pieces([0, 0]))).toBeNull();
  expect(ratioInterval(pieces(Array(9).fill(5)))).toBeNull();
  expect(ratioInterval(pieces([1000, ...Array(20).fill(1)]))).toBeNull();
  expect(ratioInterval(pieces(Array(12).fill(5)))).toEqual({ low: 2, high: 2 });
});
