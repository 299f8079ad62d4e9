import fc from "fast-check";
import { expect, test } from "vitest";

import { coverRange, type Tier } from "./cover-range";

const day = 86_400_000;
const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const never = { coarsest: 0 as Tier, liveFrom: Infinity };

test("a range is covered by days inside, hours and minutes at its edges, and raw rows beyond whole minutes", () => {
  const cover = coverRange({ from: at("01T22:58:30"), to: at("03T01:00:00") }, [], never);
  expect(cover.tiers.get(0)).toEqual([{ from: at("02T00:00:00"), to: at("03T00:00:00") }]);
  expect(cover.tiers.get(3600)).toEqual([
    { from: at("01T23:00:00"), to: at("02T00:00:00") },
    { from: at("03T00:00:00"), to: at("03T01:00:00") },
  ]);
  expect(cover.tiers.get(60)).toEqual([{ from: at("01T22:59:00"), to: at("01T23:00:00") }]);
  expect(cover.raw).toEqual([{ from: at("01T22:58:30"), to: at("01T22:59:00") }]);
});

test("a stale minute is read raw, and neither its hour nor its day is used", () => {
  const cover = coverRange(
    { from: at("01T00:00:00"), to: at("02T00:00:00") },
    [{ tier: 60, bucket: at("01T05:07:00") }],
    never,
  );
  expect(cover.tiers.get(0)).toBeUndefined();
  expect(cover.tiers.get(3600)).toHaveLength(2);
  expect(cover.tiers.get(60)).toHaveLength(2);
  expect(cover.raw).toEqual([{ from: at("01T05:07:00"), to: at("01T05:08:00") }]);
});

test("a stale hour is read from its minutes, a stale day from its hours", () => {
  const range = { from: at("01T00:00:00"), to: at("03T00:00:00") };
  const cover = coverRange(
    range,
    [
      { tier: 3600, bucket: at("01T05:00:00") },
      { tier: 0, bucket: at("02T00:00:00") },
    ],
    never,
  );
  expect(cover.raw).toEqual([]);
  expect(cover.tiers.get(60)).toEqual([{ from: at("01T05:00:00"), to: at("01T06:00:00") }]);
  expect(cover.tiers.get(0)).toBeUndefined();
});

test("points of an hour are never made of days, and what is live is raw", () => {
  const cover = coverRange({ from: at("01T00:00:00"), to: at("02T00:00:00") }, [], {
    coarsest: 3600,
    liveFrom: at("01T10:30:00"),
  });
  expect([...cover.tiers]).toEqual([
    [3600, [{ from: at("01T00:00:00"), to: at("01T10:00:00") }]],
    [60, [{ from: at("01T10:00:00"), to: at("01T10:30:00") }]],
  ]);
  expect(cover.raw).toEqual([{ from: at("01T10:30:00"), to: at("02T00:00:00") }]);
});

test("whatever is stale, every moment of the range is covered exactly once", () => {
  const moment = fc.integer({ min: 0, max: 4 * day });
  const stale = fc.array(
    fc.record({ tier: fc.constantFrom(60, 3600, 0), bucket: moment }).map(({ tier, bucket }) => {
      const length = tier === 0 ? day : tier * 1000;
      return { tier, bucket: bucket - (bucket % length) };
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(
      moment,
      moment,
      stale,
      moment,
      fc.constantFrom<Tier>(60, 3600, 0),
      (a, b, marks, liveFrom, coarsest) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const cover = coverRange(range, marks, { coarsest, liveFrom });
        const parts = [...[...cover.tiers.values()].flat(), ...cover.raw].sort((x, y) => x.from - y.from);
        let end = range.from;
        for (const part of parts) {
          expect(part.from).toBe(end);
          end = part.to;
        }
        expect(end).toBe(range.to);
      },
    ),
  );
});
