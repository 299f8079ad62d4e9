import fc from "fast-check";
import { expect, it } from "vitest";

import { decimalString, nanoOfUsd, usdOfNano } from "./nano-usd";

it("nano-dollars survive the trip through a decimal string", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (nano) => {
      expect(nanoOfUsd(usdOfNano(nano))).toBe(nano);
    }),
  );
});

it("rounds half a nano-dollar up", () => {
  expect(nanoOfUsd("0.0000000005")).toBe(1n);
  expect(nanoOfUsd("0.0000000004999")).toBe(0n);
});

it("spells numbers without an exponent", () => {
  expect(decimalString(1.5e-7)).toBe("0.00000015");
  expect(decimalString(1e21)).toBe("1000000000000000000000");
  expect(decimalString(Number.NaN)).toBeNull();
});

it("an amount that is none is unknown, not 0", () => {
  expect(nanoOfUsd("free")).toBeNull();
  expect(nanoOfUsd(Number.POSITIVE_INFINITY)).toBeNull();
});
