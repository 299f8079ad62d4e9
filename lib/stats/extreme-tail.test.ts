import fc from "fast-check";
import { expect, it } from "vitest";

import { newTail, remember, surprise, upperQuantile } from "./extreme-tail";
import { normal, seeded } from "./random";

function tailOf(values: number[]) {
  const tail = newTail();
  for (const value of values) remember(tail, value);
  return tail;
}

it("says decades as often as it says: of an exponential and of a heavy tail", () => {
  const random = seeded(1);
  const draws = {
    exponential: () => -Math.log(1 - random()),
    heavy: () => (1 - random()) ** -0.5,
    normal: () => normal(random),
  };
  for (const draw of Object.values(draws)) {
    const tail = tailOf(Array.from({ length: 500 }, draw));
    let [two, three] = [0, 0];
    for (let i = 0; i < 7000; i++) {
      const value = draw();
      const decades = surprise(tail, value, 0);
      remember(tail, value);
      if (decades >= 2) two++;
      if (decades >= 3) three++;
    }
    expect(two).toBeGreaterThan(35);
    expect(two).toBeLessThan(140);
    expect(three).toBeLessThan(25);
  }
});

it("knows nothing of fewer than a hundred values, and finds none of the values that it knows surprising when all are one", () => {
  expect(surprise(tailOf(new Array(99).fill(1)), 1e9, 0)).toBe(0);
  expect(surprise(tailOf(new Array(5000).fill(0.1 + 0.2)), 0.3, 0)).toBe(0);
  expect(surprise(tailOf(new Array(5000).fill(0.12345649)), 0.12345649, 0)).toBe(0);
  expect(surprise(tailOf(new Array(5000).fill(0.3)), 0.4, 0)).toBe(12);
  expect(upperQuantile(tailOf(new Array(99).fill(1)), 0.01)).toBeNull();
});

it("is no more surprised than by counting, by what came about as large before", () => {
  const random = seeded(2);
  const values = Array.from({ length: 1000 }, (_, i) => (i % 250 === 0 ? 50 : random()));
  expect(surprise(tailOf(values), 50.5, 0)).toBeCloseTo(Math.log10(1000 / 4), 6);
  expect(surprise(tailOf(values), 5000, 0)).toBeGreaterThan(3);
});

it("calls a difference below the least scale small, however calm the past", () => {
  const random = seeded(3);
  const tail = tailOf(Array.from({ length: 1000 }, () => random() * 1e-6));
  expect(surprise(tail, 0.01, 0)).toBeGreaterThan(4);
  expect(surprise(tail, 0.01, 1)).toBeLessThan(2);
});

it("forgets: what was extreme long ago is so no longer after a quieter time", () => {
  const random = seeded(4);
  const tail = tailOf([...new Array(12).fill(1000), ...Array.from({ length: 40_000 }, () => random())]);
  expect(tail.seen).toBeLessThan(8192);
  expect(tail.largest.filter((value) => value === 1000).length).toBeLessThan(2);
});

it("answers with a number between 0 and 12 for any numbers, and stays small", () => {
  const number = fc.double({ noNaN: true, min: -1e100, max: 1e100 });
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 400 }),
      number,
      fc.double({ noNaN: true, min: 0, max: 1e50 }),
      (values, value, scale) => {
        const tail = tailOf(values);
        const decades = surprise(tail, value, scale);
        expect(decades).toBeGreaterThanOrEqual(0);
        expect(decades).toBeLessThanOrEqual(12);
        expect(tail.largest.length).toBeLessThanOrEqual(32);
      },
    ),
  );
});
