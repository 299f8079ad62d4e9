import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { forecast, type ForecastInput } from "./forecast";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);
const input = (wanted: Partial<ForecastInput>): ForecastInput => ({
  past: [],
  firstMs: START,
  unitMs: HOUR,
  nowMs: START + 12 * HOUR,
  startMs: START,
  endMs: START + 24 * HOUR,
  spent: 12,
  limit: 18,
  zone: "UTC",
  moments: 8,
  ...wanted,
});

describe("a forecast", () => {
  it("is none where nothing was spent, and where the period is over", () => {
    expect(forecast(input({ past: [0, 0, 0] }))).toBeNull();
    expect(forecast(input({ past: [1], nowMs: START + 24 * HOUR }))).toBeNull();
  });

  it("goes straight on with little history, and says when the limit is reached", () => {
    const found = forecast(input({ past: Array.from({ length: 12 }, () => 1) }));
    expect(found).toMatchObject({ basis: "rate", breachMs: START + 18 * HOUR, mayBreach: true });
    expect(found?.points.at(-1)?.expected).toBeCloseTo(24);
  });

  it("does not change on a page that is read again, and names whole hours", () => {
    const at = (ms: number) =>
      forecast(input({ past: [1, 3, 2, 1], nowMs: START + 12 * HOUR + ms, spent: 12.3, limit: 17 }));
    expect(at(1_000)).toEqual(at(280_000));
    expect(at(1_000)?.breachMs).not.toBeNull();
    expect(at(1_000)!.breachMs! % HOUR).toBe(0);
  });

  it("may reach the limit where the upper end of its range does, whatever is expected", () => {
    // 24 are expected; the rate may be a quarter off: 27.
    const by = (limit: number) => forecast(input({ past: Array.from({ length: 12 }, () => 1), limit }));
    expect(by(24.5)).toMatchObject({ breachMs: null, mayBreach: true });
    expect(by(27)).toMatchObject({ breachMs: null, mayBreach: true });
    expect(by(27.5)).toMatchObject({ breachMs: null, mayBreach: false });
  });

  it("knows the hours of a day after three of them", () => {
    const day = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 2));
    const past = [...day, ...day, ...day, ...day.slice(0, 12)];
    const found = forecast(
      input({
        past,
        firstMs: START - 72 * HOUR,
        spent: 0,
        limit: 100,
      }),
    );
    expect(found?.basis).toBe("hour of the day");
    expect(found?.points.at(-1)?.expected).toBeCloseTo(24, 0);
    expect(found?.breachMs).toBeNull();
  });

  it("never falls, begins at what is spent, and holds the expected in its range", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 23 }),
        (past, hour) => {
          const nowMs = START + hour * HOUR;
          const found = forecast(input({ past, nowMs, firstMs: nowMs - past.length * HOUR }));
          if (found === null) return;
          expect(found.points[0]).toMatchObject({ atMs: nowMs, expected: 12 });
          for (const [index, { expected, low, high }] of found.points.entries()) {
            expect(expected).toBeGreaterThanOrEqual((found.points[index - 1]?.expected ?? 0) - 1e-9);
            expect(low).toBeGreaterThanOrEqual(12 - 1e-9);
            expect(high + 1e-6).toBeGreaterThanOrEqual(low);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
