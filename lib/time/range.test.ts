import { expect, test } from "vitest";

import { rangeBefore, resolveRange } from "./range";

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

test("the range before has the same length, touches this one and asks the same", () => {
  const asked = { from: at("06:00").toISOString(), to: now.toISOString(), zone: "UTC" };
  expect(rangeBefore(asked)).toEqual({ ...asked, from: at("00:00").toISOString(), to: asked.from });
});
