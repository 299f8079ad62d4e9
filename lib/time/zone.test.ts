import fc from "fast-check";
import { expect, test } from "vitest";

import { isTimeZone, nextPeriod, periodStarts, startOfPeriod } from "./zone";

const iso = (ms: number): string => new Date(ms).toISOString();
const at = (text: string): number => Date.parse(text);

test("a day is 23 hours long when clocks go forward and 25 when they go back", () => {
  const spring = startOfPeriod(at("2026-03-29T12:00:00Z"), "day", "Europe/Berlin");
  expect(iso(spring)).toBe("2026-03-28T23:00:00.000Z");
  expect(nextPeriod(spring, "day", "Europe/Berlin") - spring).toBe(23 * 3_600_000);
  const autumn = startOfPeriod(at("2026-10-25T12:00:00Z"), "day", "Europe/Berlin");
  expect(nextPeriod(autumn, "day", "Europe/Berlin") - autumn).toBe(25 * 3_600_000);
});

test("the hour that comes twice is two hours", () => {
  const starts = periodStarts(
    at("2026-10-24T23:00:00Z"),
    at("2026-10-25T03:00:00Z"),
    "hour",
    "Europe/Berlin",
  );
  expect(starts.map(iso)).toEqual([
    "2026-10-24T23:00:00.000Z",
    "2026-10-25T00:00:00.000Z",
    "2026-10-25T01:00:00.000Z",
    "2026-10-25T02:00:00.000Z",
  ]);
});

test("where midnight is skipped, the day begins at the first moment that exists", () => {
  // Clocks in Beirut go from 00:00 to 01:00.
  expect(iso(startOfPeriod(at("2026-03-29T12:00:00Z"), "day", "Asia/Beirut"))).toBe(
    "2026-03-28T22:00:00.000Z",
  );
});

test("weeks begin on Monday, months on the first, hours of half-hour zones at half past", () => {
  expect(iso(startOfPeriod(at("2026-11-21T10:00:00Z"), "week", "UTC"))).toBe("2026-11-16T00:00:00.000Z");
  expect(iso(startOfPeriod(at("2026-11-01T02:00:00Z"), "month", "America/New_York"))).toBe(
    "2026-10-01T04:00:00.000Z",
  );
  expect(iso(startOfPeriod(at("2026-11-21T10:10:00Z"), "hour", "Asia/Kolkata"))).toBe(
    "2026-11-21T09:30:00.000Z",
  );
});

test("unknown zones are told apart from known ones", () => {
  expect(isTimeZone("Europe/Berlin")).toBe(true);
  expect(isTimeZone("Mars/Olympus")).toBe(false);
});

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Sao_Paulo",
  "Pacific/Apia",
);
const units = fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const);
const moments = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2030, 0) });

test("periods follow each other without gap or overlap, and each moment lies in the one that starts last before it", () => {
  fc.assert(
    fc.property(
      zones,
      units,
      moments,
      fc.integer({ min: 1, max: 40 * 86_400_000 }),
      (zone, unit, from, length) => {
        const starts = periodStarts(from, from + length, unit, zone);
        expect(starts[0]).toBeLessThanOrEqual(from);
        for (const [index, start] of starts.entries()) {
          const end = starts[index + 1] ?? nextPeriod(start, unit, zone);
          expect(end).toBeGreaterThan(start);
          if (index > 0) expect(start).toBeGreaterThan(from);
        }
        expect(nextPeriod(starts.at(-1) as number, unit, zone)).toBeGreaterThanOrEqual(from + length);
      },
    ),
  );
});
