import fc from "fast-check";
import { expect, it } from "vitest";

import { BlockNumbers, dayNumber, dayOfBlock, MAX_ITEMS, placeOf, refOf } from "./body-ref";

const DAY_MS = 86_400_000;
const day = fc.integer({ min: 0, max: 65_535 });
const nowMs = fc.integer({ min: 0, max: 200 * 365 * DAY_MS });

it("a ref is its block and place, exactly, and fits into a bigint", () => {
  fc.assert(
    fc.property(day, nowMs, fc.integer({ min: 0, max: MAX_ITEMS - 1 }), (which, at, item) => {
      const block = new BlockNumbers().next(which, at);
      const ref = refOf({ block, item });
      expect(ref).toBeLessThan(2n ** 63n);
      expect(placeOf(ref)).toEqual({ block, item });
      expect(placeOf(String(ref))).toEqual({ block, item });
      expect(dayNumber(dayOfBlock(block))).toBe(which);
    }),
  );
});

it("a process gives no number twice, and later blocks of a day have greater ones", () => {
  const numbers = new BlockNumbers();
  const given = Array.from({ length: 20_000 }, (_, n) => numbers.next(20_000, 1000 + Math.floor(n / 40)));
  expect(new Set(given).size).toBe(given.length);
  expect(given).toEqual(given.toSorted((a, b) => a - b));
});
