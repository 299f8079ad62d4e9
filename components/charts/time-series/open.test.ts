import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { bucketHref, clip } from "./bucket-href";
import { seriesAt } from "./find-series";
import { foldSeries } from "./fold-series";
import { fewStretches, unfinishedStretches } from "./shade";

const HOUR = 3_600_000;
const times = [0, 1, 2].map((n) => Date.parse("2026-11-21T10:00:00Z") + n * HOUR);
const series = (values: (number | null)[][]) =>
  values.map((own, i) => ({ key: `${i}`, label: `${i}`, color: "red", values: own }));

describe("a bucket's traces", () => {
  const bucket = { from: times[0]!, to: times[1]! };
  it("are the series' own, of the bucket's time in place of the page's", () => {
    expect(bucketHref("/p/shop/traces?range=24h&live=true&feature=a&env=production", bucket)).toBe(
      "/p/shop/traces?feature=a&env=production&from=2026-11-21T10%3A00%3A00.000Z&to=2026-11-21T11%3A00%3A00.000Z",
    );
  });
  it("of a quantile are those that took at least so long", () => {
    const least = { word: "min_duration_ms", value: 0.0000025 };
    expect(new URLSearchParams(bucketHref("/t", bucket, least).split("?")[1]).get("min_duration_ms")).toBe(
      "0.000003",
    );
  });
  it("end where the figures end", () => {
    expect(clip(bucket, { from: bucket.from + 1, to: bucket.to - 1 })).toEqual({
      from: bucket.from + 1,
      to: bucket.to - 1,
    });
  });
});

test("of a stack the part that is clicked is meant, above it none", () => {
  const folded = foldSeries(
    "stack",
    times,
    series([
      [2, 0, 1],
      [3, 0, null],
    ]),
    900,
  );
  expect([0, 1.9, 2.1, 4.9, 5.1].map((value) => seriesAt(folded, 0, value))).toEqual([0, 0, 1, 1, undefined]);
  expect(seriesAt(folded, 1, 0.5)).toBeUndefined();
});

test("of lines the nearest is meant, whatever lies where", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 5 }),
      fc.nat(100),
      (own, at) => {
        const folded = foldSeries("lines", times, series(own.map((value) => [value, null, null])), 900);
        const found = seriesAt(folded, 0, at)!;
        expect(Math.abs(own[found]! - at)).toBe(Math.min(...own.map((value) => Math.abs(value - at))));
        expect(seriesAt(folded, 1, at)).toBeUndefined();
      },
    ),
  );
});

describe("what is marked", () => {
  it("are buckets of few cases, neighbours as one; none without a case", () => {
    expect(fewStretches(times, 1, [3, 19, 20])).toEqual([[times[0], times[2]]]);
    expect(fewStretches(times, 1, [0, 500, 1])).toEqual([[times[2], times[2]! + HOUR]]);
  });
  it("are buckets that the figures do not fill", () => {
    const end = times[2]! + HOUR;
    expect(unfinishedStretches(times, { from: times[0]!, to: end })).toEqual([]);
    expect(unfinishedStretches(times, { from: times[0]!, to: end - 1 })).toEqual([[times[2], end]]);
    expect(unfinishedStretches(times, { from: times[0]! + 1, to: end })).toEqual([[times[0], times[1]]]);
  });
});
