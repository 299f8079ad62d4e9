import fc from "fast-check";
import { expect, test } from "vitest";

import { planBuckets } from "./plan-buckets";

const day = 86_400_000;
const at = (text: string) => Date.parse(`2026-03-${text}Z`);

const inside = (stretch: { from: number; to: number }, cut: number) => stretch.from < cut && cut < stretch.to;

test("a range is covered by days inside, hours, quarters and minutes at its edges, and raw rows beyond whole minutes", () => {
  const cover = planBuckets({ from: at("01T22:43:30"), to: at("03T01:15:00") }, [], [], Infinity);
  expect(cover.resolutions.get(0)).toEqual([{ from: at("02T00:00:00"), to: at("03T00:00:00") }]);
  expect(cover.resolutions.get(3600)).toEqual([
    { from: at("01T23:00:00"), to: at("02T00:00:00") },
    { from: at("03T00:00:00"), to: at("03T01:00:00") },
  ]);
  expect(cover.resolutions.get(900)).toEqual([
    { from: at("01T22:45:00"), to: at("01T23:00:00") },
    { from: at("03T01:00:00"), to: at("03T01:15:00") },
  ]);
  expect(cover.resolutions.get(60)).toEqual([{ from: at("01T22:44:00"), to: at("01T22:45:00") }]);
  expect(cover.raw).toEqual([{ from: at("01T22:43:30"), to: at("01T22:44:00") }]);
});

test("a stale minute is read raw, and neither its quarter nor its hour nor its day is used", () => {
  const cover = planBuckets(
    { from: at("01T00:00:00"), to: at("02T00:00:00") },
    [],
    [{ tier: 60, bucket: at("01T05:07:00") }],
    Infinity,
  );
  expect(cover.resolutions.get(0)).toBeUndefined();
  expect(cover.resolutions.get(3600)).toHaveLength(2);
  expect(cover.resolutions.get(900)).toHaveLength(1);
  expect(cover.resolutions.get(60)).toHaveLength(2);
  expect(cover.raw).toEqual([{ from: at("01T05:07:00"), to: at("01T05:08:00") }]);
});

test("a stale hour is read from its quarters, a stale day from its hours", () => {
  const cover = planBuckets(
    { from: at("01T00:00:00"), to: at("03T00:00:00") },
    [],
    [
      { tier: 3600, bucket: at("01T05:00:00") },
      { tier: 0, bucket: at("02T00:00:00") },
    ],
    Infinity,
  );
  expect(cover.raw).toEqual([]);
  expect(cover.resolutions.get(900)).toEqual([{ from: at("01T05:00:00"), to: at("01T06:00:00") }]);
  expect(cover.resolutions.get(0)).toBeUndefined();
});

test("days of a zone with half hours are made of hours inside and of quarters where they begin", () => {
  const cover = planBuckets(
    { from: at("01T18:30:00"), to: at("03T18:30:00") },
    [at("01T18:30:00"), at("02T18:30:00")],
    [],
    Infinity,
  );
  expect(cover.resolutions.get(0)).toBeUndefined();
  expect(cover.resolutions.get(900)).toEqual([
    { from: at("01T18:30:00"), to: at("01T19:00:00") },
    { from: at("02T18:00:00"), to: at("02T19:00:00") },
    { from: at("03T18:00:00"), to: at("03T18:30:00") },
  ]);
  expect(cover.raw).toEqual([]);
});

test("of a stale minute, tens of seconds are read as far as they are kept", () => {
  const cover = planBuckets(
    { from: at("01T05:07:00"), to: at("01T05:09:00") },
    [],
    [
      { tier: 60, bucket: at("01T05:07:00") },
      { tier: 60, bucket: at("01T05:08:00") },
      { tier: 10, bucket: at("01T05:08:20") },
    ],
    at("01T05:07:30"),
  );
  expect([...cover.resolutions]).toEqual([
    [
      10,
      [
        { from: at("01T05:08:00"), to: at("01T05:08:20") },
        { from: at("01T05:08:30"), to: at("01T05:09:00") },
      ],
    ],
  ]);
  expect(cover.raw).toEqual([
    { from: at("01T05:07:00"), to: at("01T05:08:00") },
    { from: at("01T05:08:20"), to: at("01T05:08:30") },
  ]);
});

test("whatever is stale and wherever points begin, every moment is covered exactly once and no bucket holds two points", () => {
  const moment = fc.integer({ min: 0, max: 4 * day });
  const lengthOf = (tier: number) => (tier === 0 ? day : tier * 1000);
  const stale = fc.array(
    fc.record({ tier: fc.constantFrom(10, 60, 900, 3600, 0), bucket: moment }).map(({ tier, bucket }) => ({
      tier,
      bucket: bucket - (bucket % lengthOf(tier)),
    })),
    { maxLength: 6 },
  );
  const cuts = fc.array(moment, { maxLength: 5 }).map((list) => list.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(moment, moment, stale, cuts, moment, (a, b, marks, points, tensFrom) => {
      const range = { from: Math.min(a, b), to: Math.max(a, b) };
      const cover = planBuckets(range, points, marks, tensFrom);
      const parts = [...[...cover.resolutions.values()].flat(), ...cover.raw].sort((x, y) => x.from - y.from);
      let end = range.from;
      for (const part of parts) {
        expect(part.from).toBe(end);
        end = part.to;
      }
      expect(end).toBe(range.to);
      for (const [tier, ranges] of cover.resolutions)
        for (const { from, to } of ranges)
          for (let start = from; start < to; start += lengthOf(tier)) {
            const bucket = { from: start, to: start + lengthOf(tier) };
            expect(points.some((cut) => inside(bucket, cut))).toBe(false);
            expect(marks.some((mark) => mark.tier === tier && mark.bucket === start)).toBe(false);
            if (tier === 10) expect(start).toBeGreaterThanOrEqual(tensFrom);
          }
    }),
  );
});
