import { expect, test } from "vitest";

import { phasesOf, projectMonth } from "./project-month";

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);

test("hours have their places in the week by the clocks of the zone, over daylight saving too", () => {
  // Sunday 29 March 2026, Berlin: the clocks go from 2 to 3; a Monday follows.
  const phases = phasesOf(at("2026-03-28T22:00:00Z"), at("2026-03-30T00:00:00Z"), "Europe/Berlin");
  expect(phases[0]).toEqual([5 * 24 + 23, 23]);
  expect(phases[1]).toEqual([6 * 24, 0]);
  expect(phases[24]).toEqual([0, 0]);
  expect(phases[25]).toEqual([1, 1]);
});

test("the month ends where the viewer's does, and what is spent is part of it", () => {
  const firstMs = at("2026-02-27T00:00:00Z");
  const nowMs = at("2026-03-21T12:30:00Z");
  const hours = Array.from({ length: 22 * 24 + 12 }, () => 2);
  const month = projectMonth({ hours, firstMs, spent: 985, nowMs, zone: "America/New_York" });
  expect(month.startMs).toBe(at("2026-03-01T05:00:00Z"));
  expect(month.endMs).toBe(at("2026-04-01T04:00:00Z"));
  const left = (month.endMs - nowMs) / HOUR_MS;
  expect(month.end?.expected).toBeCloseTo(985 + left * 2, 6);
  expect(month.end).toMatchObject({ basis: "hour of the week", days: 22 });
});

test("hours before the first call are no history", () => {
  const hours = Array.from({ length: 200 }, (_, hour) => (hour < 150 ? 0 : 1));
  const month = projectMonth({
    hours,
    firstMs: at("2026-03-01T00:00:00Z"),
    spent: 50,
    nowMs: at("2026-03-01T00:00:00Z") + 200 * HOUR_MS,
    zone: "UTC",
  });
  expect(month).toMatchObject({ days: 2, end: null });
});
