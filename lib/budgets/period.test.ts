import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { PERIOD_UNITS, periodAt, periodBefore, periodName, type PeriodUnit } from "./period";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Pacific/Chatham",
];

/** What the clocks of a zone show, by Intl. */
const clock = (ms: number, zone: string) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      weekday: "short",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  ) as Record<string, string>;

/** What names a period by the clocks: equal within it, different just outside. */
function nameOf(ms: number, unit: PeriodUnit, zone: string): string {
  const { year, month, day, hour } = clock(ms, zone);
  if (unit === "hour") return `${year}-${month}-${day} ${hour}`;
  if (unit === "day") return `${year}-${month}-${day}`;
  if (unit === "month") return `${year}-${month}`;
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(clock(ms, zone)["weekday"] ?? "");
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - weekday))
    .toISOString()
    .slice(0, 10);
}

const moments = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2031, 0) });

describe("a period of the calendar", () => {
  it("holds the moment and nothing that the clocks put elsewhere, in any zone and over any change of them", () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...PERIOD_UNITS), fc.constantFrom(...ZONES), (ms, unit, zone) => {
        const { startMs, endMs } = periodAt(ms, { rolling: false, unit, zone });
        expect(startMs).toBeLessThanOrEqual(ms);
        expect(endMs).toBeGreaterThan(ms);
        const name = nameOf(ms, unit, zone);
        expect(nameOf(startMs, unit, zone)).toBe(name);
        expect(nameOf(endMs - 1, unit, zone)).toBe(name);
        // Hours of a night in which clocks go back bear one name twice.
        if (unit !== "hour") {
          expect(nameOf(startMs - 1, unit, zone)).not.toBe(name);
          expect(nameOf(endMs, unit, zone)).not.toBe(name);
        }
        expect(startMs % 15_000).toBe(0);
        expect(periodBefore({ startMs, endMs }, { rolling: false, unit, zone }).endMs).toBe(startMs);
      }),
      { numRuns: 500, examples: [[Date.parse("2024-04-06T15:00:00Z"), "hour", "Australia/Lord_Howe"]] },
    );
  });

  it.each([
    ["2026-03-29T12:00:00Z", 23],
    ["2026-10-25T12:00:00Z", 25],
    ["2026-06-01T12:00:00Z", 24],
  ])("the day of %s in Berlin has %i hours", (at, hours) => {
    const { startMs, endMs } = periodAt(Date.parse(at), {
      rolling: false,
      unit: "day",
      zone: "Europe/Berlin",
    });
    expect((endMs - startMs) / 3_600_000).toBe(hours);
  });
});

it("a window ends with the slot of the moment and is as long as it says", () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...PERIOD_UNITS), (ms, unit) => {
      const { startMs, endMs } = periodAt(ms, { rolling: true, unit, zone: "UTC" });
      expect(endMs).toBeGreaterThan(ms);
      expect(endMs - ms).toBeLessThanOrEqual(15_000);
      expect((endMs - startMs) / 3_600_000).toBe({ hour: 1, day: 24, week: 168, month: 720 }[unit]);
    }),
  );
  expect(periodName({ rolling: true, unit: "day", zone: "UTC" })).toBe("rolling 24 hours");
});
