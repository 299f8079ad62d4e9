import { expect, test } from "vitest";

import { zoneOffset } from "@/lib/time/zone-offset";

import { timeTicks } from "./time-ticks";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const labels = (from: string, to: string, zone: string, count: number) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, count).map((t) => plain(t.label));

test("a day has ticks on round hours, and midnight carries the day", () => {
  expect(labels("2026-11-20T15:00:00Z", "2026-11-21T15:00:00Z", "UTC", 5)).toEqual([
    "18:00",
    "21 Nov",
    "06:00",
    "12:00",
  ]);
});

test("midnight is where the viewer's day begins", () => {
  const [tick] = timeTicks(
    Date.parse("2026-11-20T12:00:00Z"),
    Date.parse("2026-11-21T12:00:00Z"),
    "Asia/Kolkata",
    2,
  );
  expect(new Date(tick!.at).toISOString()).toBe("2026-11-20T18:30:00.000Z");
});

test("ticks stay on round local times when the clocks change within the range", () => {
  // Berlin leaves summer time on 25 October 2026 at 01:00 UTC.
  const ticks = timeTicks(
    Date.parse("2026-10-24T21:00:00Z"),
    Date.parse("2026-10-25T18:00:00Z"),
    "Europe/Berlin",
    5,
  );
  expect(ticks.map((t) => new Date(t.at).toISOString().slice(11, 16))).toEqual([
    "22:00",
    "05:00",
    "11:00",
    "17:00",
  ]);
  expect(ticks.map((t) => plain(t.label))).toEqual(["25 Oct", "06:00", "12:00", "18:00"]);
});

test("a month has at most as many ticks as asked for", () => {
  expect(labels("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "UTC", 6).length).toBeLessThanOrEqual(6);
});

test("an empty range has no ticks", () =>
  expect(labels("2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", "UTC", 5)).toEqual([]));

test("the offset of a zone is what its wall clock is ahead of UTC", () => {
  expect(zoneOffset(Date.parse("2026-07-01T00:00:00Z"), "Europe/Berlin")).toBe(7_200_000);
  expect(zoneOffset(Date.parse("2026-01-01T00:00:00Z"), "America/New_York")).toBe(-18_000_000);
});
