import { describe, expect, test } from "vitest";

import { normal, seeded } from "@/lib/stats/random";

import { project, type ComingUnit, type PastUnit } from "./project";
import { BY_HOUR } from "./project-month";

const phasesAt = (hour: number) => [hour % 168, hour % 24];

/** Office hours on weekdays, little at night and at weekends, times the day's and the hour's luck. */
function months(days: number, noise: number, random: () => number): PastUnit[] {
  return Array.from({ length: days * 24 }, (_, hour) => {
    const [ofWeek = 0, ofDay = 0] = phasesAt(hour);
    const level = (ofDay >= 8 && ofDay < 18 ? 10 : 1) * (ofWeek >= 120 ? 0.2 : 1);
    return { cost: level * Math.exp(noise * normal(random)), phases: phasesAt(hour) };
  });
}
const horizon = (from: number, hours: number): ComingUnit[] =>
  Array.from({ length: hours }, (_, hour) => ({ phases: phasesAt(from + hour), share: 1 }));
const sum = (units: readonly PastUnit[]) => units.reduce((total, { cost }) => total + cost, 0);

test("a course that repeats by the week is projected to the cent, weekends included", () => {
  const all = months(31, 0, seeded(1));
  const past = all.slice(0, 21 * 24);
  const projection = project({ past, coming: horizon(past.length, 10 * 24), ...BY_HOUR });
  const actual = sum(all.slice(past.length));
  expect(projection?.season).toBe(0);
  expect(projection?.expected).toBeCloseTo(actual, 6);
  expect(projection?.interval95.low).toBeCloseTo(actual, 6);
  expect(projection?.interval95.high).toBeCloseTo(actual, 6);
});

test("intervals hold what comes about as often as they say", () => {
  const held = { interval80: 0, interval95: 0 };
  const runs = 120;
  for (let seed = 1; seed <= runs; seed++) {
    const all = months(31, 0.6, seeded(seed));
    const past = all.slice(0, 21 * 24);
    const projection = project({ past, coming: horizon(past.length, 10 * 24), ...BY_HOUR });
    const actual = sum(all.slice(past.length));
    for (const name of ["interval80", "interval95"] as const) {
      const { low, high } = projection?.[name] ?? { low: 0, high: 0 };
      if (low <= actual && actual <= high) held[name]++;
    }
  }
  expect(held.interval80 / runs).toBeGreaterThan(0.7);
  expect(held.interval80 / runs).toBeLessThan(0.97);
  expect(held.interval95 / runs).toBeGreaterThan(0.9);
});

test("intervals also hold where the level wanders, after two weeks as after four", () => {
  for (const days of [17, 24]) {
    const held = { interval80: 0, interval95: 0 };
    const runs = 100;
    for (let seed = 1; seed <= runs; seed++) {
      const random = seeded(seed);
      let level = 1;
      const all = months(31, 0.3, random).map((unit, hour) => {
        if (hour % 24 === 0) level *= Math.exp(0.08 * normal(random));
        return { ...unit, cost: level * unit.cost };
      });
      const past = all.slice(0, days * 24);
      const projection = project({ past, coming: horizon(past.length, (31 - days) * 24), ...BY_HOUR });
      const actual = sum(all.slice(past.length));
      for (const name of ["interval80", "interval95"] as const) {
        const { low, high } = projection?.[name] ?? { low: 0, high: 0 };
        if (low <= actual && actual <= high) held[name]++;
      }
    }
    expect([days, held.interval80 / runs > 0.7, held.interval95 / runs > 0.88]).toEqual([days, true, true]);
  }
});

test("four days know less than four weeks: the interval is wider", () => {
  const all = months(28, 0.5, seeded(7));
  const width = (days: number) => {
    const past = all.slice(-days * 24);
    const projection = project({ past, coming: horizon(28 * 24, 5 * 24), ...BY_HOUR });
    return (projection!.interval95.high - projection!.interval95.low) / projection!.expected;
  };
  expect(width(4)).toBeGreaterThan(width(28));
});

describe("at the edges", () => {
  test("two days are not enough", () => {
    expect(project({ past: months(2, 0.1, seeded(1)), coming: horizon(48, 24), ...BY_HOUR })).toBeNull();
  });
  test("nothing to come costs nothing more", () => {
    const projection = project({ past: months(7, 0.5, seeded(1)), coming: [], ...BY_HOUR });
    expect(projection).toMatchObject({ expected: 0, interval95: { low: 0, high: 0 } });
  });
  test("nothing spent so far projects nothing, and never less", () => {
    const past = months(7, 0, seeded(1)).map((unit) => ({ ...unit, cost: 0 }));
    const projection = project({ past, coming: horizon(168, 48), ...BY_HOUR });
    expect(projection).toMatchObject({ expected: 0, interval80: { low: 0, high: 0 } });
  });
  test("the same history gives the same interval", () => {
    const input = { past: months(10, 0.5, seeded(3)), coming: horizon(240, 100), ...BY_HOUR };
    expect(project(input)).toEqual(project(input));
  });
  test("the rest of the present hour counts by its share", () => {
    const past = months(7, 0, seeded(1));
    const part = (share: number) =>
      project({ past, coming: [{ phases: phasesAt(168 + 9), share }], ...BY_HOUR })?.expected;
    expect(part(0.25)).toBeCloseTo(0.25 * (part(1) ?? 0), 9);
  });
  test("a level that moves is followed, one that only varies by less than it varies", () => {
    const random = seeded(11);
    const days = (levels: readonly number[]) =>
      levels.flatMap((level) => Array.from({ length: 24 }, () => ({ cost: level, phases: [] })));
    const of = (levels: readonly number[]) =>
      project({ past: days(levels), coming: horizon(0, 24), cycle: 24, seasonsFrom: [] });
    const drifting = of([10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20]);
    expect(drifting?.smoothing).toBeGreaterThan(0.3);
    expect(drifting!.expected / 24).toBeGreaterThan(18);
    const varying = of(Array.from({ length: 20 }, () => 10 + normal(random)));
    expect(Math.abs(varying!.expected / 24 - 10)).toBeLessThan(1);
  });
});
