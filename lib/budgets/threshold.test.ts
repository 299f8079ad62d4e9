import fc from "fast-check";
import { expect, it } from "vitest";

import { amountAt, denyAt, Threshold } from "./threshold";

it.each([
  [100n, 50, 50n],
  [3n, 50, 2n],
  [1n, 1, 1n],
  [1_000_000_001n, 80, 800_000_001n],
  [10_000n, 0.01, 1n],
  [10_001n, 0.01, 2n],
  [10n, 1000, 100n],
  // A percentage of two decimals is no binary fraction.
  [10_000n, 1.15, 115n],
  [10_000n, 33.33, 3333n],
])("of a limit of %s nano-dollars, %s percent are reached at %s", (limit, percent, amount) => {
  expect(amountAt(limit, percent)).toBe(amount);
});

it("a threshold is reached at the first nano-dollar that is not below its share", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 18n }),
      fc.integer({ min: 100, max: 100_000 }),
      (limit, share) => {
        const at = amountAt(limit, share / 100);
        expect(at * 10_000n >= limit * BigInt(share)).toBe(true);
        expect((at - 1n) * 10_000n < limit * BigInt(share)).toBe(true);
      },
    ),
  );
});

it("calls are denied from the lowest threshold that denies on, and never without one", () => {
  const thresholds: Threshold[] = [
    { percent: 120, actions: ["deny"] },
    { percent: 50, actions: ["notify", "incident"] },
    { percent: 90, actions: ["notify", "deny"] },
  ];
  expect(denyAt(1000n, thresholds)).toBe(900n);
  expect(denyAt(1000n, thresholds.slice(1, 2))).toBeNull();
});
