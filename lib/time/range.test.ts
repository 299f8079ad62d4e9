import { expect, test } from "vitest";

import { previousRange, resolveRange } from "./range";

const now = new Date("2026-11-21T12:00:00Z");
const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);

test("a sliding range ends now", () => {
  expect(resolveRange({ range: "1h", from: null, to: null }, now)).toEqual({
    from: at("11:00"),
    to: now,
    sliding: true,
  });
});

test("two fixed ends win over the sliding range", () => {
  expect(resolveRange({ range: "1h", from: at("01:00"), to: at("02:00") }, now)).toEqual({
    from: at("01:00"),
    to: at("02:00"),
    sliding: false,
  });
});

test("a missing or reversed end falls back to the sliding range", () => {
  expect(resolveRange({ range: "1h", from: at("03:00"), to: null }, now).sliding).toBe(true);
  expect(resolveRange({ range: "1h", from: at("03:00"), to: at("02:00") }, now).sliding).toBe(true);
});

test("the period before has the same length and touches this one", () => {
  const range = resolveRange({ range: "6h", from: null, to: null }, now);
  expect(previousRange(range)).toEqual({ from: at("00:00"), to: at("06:00"), sliding: false });
});
