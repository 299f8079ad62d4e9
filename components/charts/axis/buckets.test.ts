import { describe, expect, it } from "vitest";

import { bucketText, foldedText } from "./bucket-text";
import { bucketAt, endOf, middleOf, spanOf } from "./buckets";

const MINUTE = 60_000;
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("where moments lie", () => {
  const day = 86_400_000;
  // A day of 25 hours between two of 24.
  const days = [0, day, 2 * day + 3_600_000];
  it("buckets end where the next begins", () => {
    expect(endOf(days, 1)).toBe(days[2]);
    expect(middleOf(days, 1)).toBe(day * 1.5 + 1_800_000);
    expect(spanOf(days)).toEqual([0, 3 * day + 2 * 3_600_000]);
    expect(spanOf([])).toEqual([0, 1]);
  });
  it("a moment has the bucket that holds it", () => {
    expect(bucketAt(days, day)).toBe(1);
    expect(bucketAt(days, day - 1)).toBe(0);
    expect(bucketAt(days, 2 * day)).toBe(1);
    expect(bucketAt(days, -1)).toBeUndefined();
    expect(bucketAt([], 5)).toBeUndefined();
  });
});

describe("a bucket's name", () => {
  const t = (iso: string) => Date.parse(iso);
  it.each([
    ["2026-11-21T13:00Z", "2026-11-21T13:05Z", "UTC", "21 Nov 2026 13:00:00 UTC to 13:05"],
    ["2026-11-21T23:00Z", "2026-11-22T00:00Z", "UTC", "21 Nov 2026 23:00:00 UTC to 00:00"],
    ["2026-11-20T23:00Z", "2026-11-21T23:00Z", "Europe/Berlin", "21 Nov 2026"],
    ["2026-10-24T22:00Z", "2026-10-25T23:00Z", "Europe/Berlin", "25 Oct 2026"],
    ["2026-11-20T00:00Z", "2026-11-22T00:00Z", "UTC", "20 Nov to 21 Nov 2026"],
  ])("%s to %s in %s", (from, to, zone, text) => expect(plain(bucketText(t(from), t(to), zone))).toBe(text));
  it("of several drawn as one says how many", () => {
    expect(foldedText(12, MINUTE)).toBe("12 min");
    expect(foldedText(3, 5 * MINUTE)).toBe("3 × 5 min");
  });
});
