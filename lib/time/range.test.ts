import { expect, test } from "vitest";

import { rangeBefore, rangeLabel, rangeName, resolveRange, shiftRange } from "./range";

const now = new Date("2026-11-21T12:00:00Z");
const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);

test("a sliding range ends now", () => {
  expect(resolveRange({ range: "1h", from: null, to: null }, now, "UTC")).toEqual({
    from: at("11:00"),
    to: now,
    sliding: true,
  });
});

test("two fixed ends win over the sliding range", () => {
  expect(resolveRange({ range: "1h", from: at("01:00"), to: at("02:00") }, now, "UTC")).toEqual({
    from: at("01:00"),
    to: at("02:00"),
    sliding: false,
  });
});

test("a missing or reversed end falls back to the sliding range", () => {
  expect(resolveRange({ range: "1h", from: at("03:00"), to: null }, now, "UTC").sliding).toBe(true);
  expect(resolveRange({ range: "1h", from: at("03:00"), to: at("02:00") }, now, "UTC").sliding).toBe(true);
});

test("the range before has the same length, touches this one and asks the same", () => {
  const asked = { from: at("06:00").toISOString(), to: now.toISOString(), zone: "UTC" };
  expect(rangeBefore(asked)).toEqual({ ...asked, from: at("00:00").toISOString(), to: asked.from });
});

const choice = (range: string) => ({ range, from: null, to: null });
const iso = (range: { from: Date; to: Date } | null) =>
  range && [range.from.toISOString(), range.to.toISOString()].map((text) => text.replace(":00.000Z", "Z"));

test.each([
  ["today", ["2026-11-20T23:00Z", "2026-11-21T12:00Z"], true],
  ["yesterday", ["2026-11-19T23:00Z", "2026-11-20T23:00Z"], false],
  ["this-week", ["2026-11-15T23:00Z", "2026-11-21T12:00Z"], true],
  ["last-week", ["2026-11-08T23:00Z", "2026-11-15T23:00Z"], false],
  ["this-month", ["2026-10-31T23:00Z", "2026-11-21T12:00Z"], true],
  // Summer time ends within it.
  ["last-month", ["2026-09-30T22:00Z", "2026-10-31T23:00Z"], false],
  ["3d", ["2026-11-18T12:00Z", "2026-11-21T12:00Z"], true],
  ["what", ["2026-11-20T12:00Z", "2026-11-21T12:00Z"], true],
])("%s is that of the viewer's calendar", (range, ends, sliding) => {
  const resolved = resolveRange(choice(range), now, "Europe/Berlin");
  expect(iso(resolved)).toEqual(ends);
  expect(resolved.sliding).toBe(sliding);
});

test("names of ranges are known, and bounded", () => {
  expect(["3d", "LAST-MONTH", "9600h", "0d", "401d", "1y", "next-week"].map(rangeName)).toEqual([
    "3d",
    "last-month",
    "9600h",
    null,
    null,
    null,
    null,
  ]);
  expect(["1h", "3d", "today"].map(rangeLabel)).toEqual(["Last hour", "Last 3 days", "Today"]);
});

test("a period of the calendar leads to the one beside it, a length to one as long", () => {
  const shift = (range: string, by: -1 | 1) =>
    iso(shiftRange(choice(range), by, now, "Europe/Berlin") as { from: Date; to: Date } | null);
  expect(shift("today", -1)).toEqual(["2026-11-19T23:00Z", "2026-11-20T23:00Z"]);
  expect(shift("yesterday", 1)).toEqual(["2026-11-20T23:00Z", "2026-11-21T23:00Z"]);
  expect(shift("this-month", -1)).toEqual(["2026-09-30T22:00Z", "2026-10-31T23:00Z"]);
  expect(shift("last-month", -1)).toEqual(["2026-08-31T22:00Z", "2026-09-30T22:00Z"]);
  expect(shift("6h", -1)).toEqual(["2026-11-21T00:00Z", "2026-11-21T06:00Z"]);
  expect(shift("6h", 1)).toBeNull();
  expect(shift("today", 1)).toBeNull();
});
