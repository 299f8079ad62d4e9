import { describe, expect, test } from "vitest";

import { byteLimit, formatBytes } from "./bytes";
import { formatCount, formatTokens, plural } from "./count";
import { exactDuration, formatDuration } from "./duration";
import { exactUsd, formatUsd } from "./money";
import { formatChange, formatPercent, formatPoints } from "./percent";
import { formatDifference, formatQuantity } from "./quantity";
import { formatExact, significant } from "./significant";

/** Numbers and units are joined by a no-break space; tests read better with a plain one. */
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

describe("numbers that clients made up", () => {
  test.each([
    [5e-324, "4.94e-324"],
    [-1.5e-30, "−1.50e-30"],
    [0.000001234, "0.00000123"],
    [1.7e308, "1.70e+308"],
    [Number.NaN, "–"],
    [Infinity, "–"],
  ])("%d is %s", (value, shown) => expect(significant(value)).toBe(shown));

  test("are exact where every digit is asked for", () => expect(formatExact(1.5e-30)).toBe("1.5e-30"));
});

describe("durations", () => {
  test.each([
    [0, "0 ms"],
    [0.0004, "0.400 µs"],
    [0.45, "450 µs"],
    [812.4, "812 ms"],
    [999.6, "1.00 s"],
    [1240, "1.24 s"],
    [59_960, "1.00 min"],
    [75_000, "1.25 min"],
    [5_400_000, "1.50 h"],
    [-120, "−120 ms"],
  ])("%d ms reads as %s", (ms, text) => expect(plain(formatDuration(ms))).toBe(text));

  test("the exact value keeps every digit", () =>
    expect(plain(exactDuration(1240.531))).toBe("1,240.531 ms"));
});

describe("counts", () => {
  test.each([
    [0, "0"],
    [9999, "9,999"],
    [12_400, "12.4 k"],
    [999_950, "1.00 M"],
    [3_100_000, "3.10 M"],
    [2.5, "2.50"],
  ])("%d reads as %s", (count, text) => expect(plain(formatCount(count))).toBe(text));

  test("one thing is singular", () => {
    expect(plain(plural(1, "trace"))).toBe("1 trace");
    expect(plain(plural(0, "trace"))).toBe("0 traces");
    expect(plain(plural(2, "query", "queries"))).toBe("2 queries");
    expect(plain(formatTokens(1310))).toBe("1,310 tokens");
  });
});

test("a limit is told as it is set and documented", () => {
  expect([64 * 1024 ** 2, 65_536, 1024 ** 3, 1000, 1500].map((bytes) => plain(byteLimit(bytes)))).toEqual([
    "64 MiB",
    "64 KiB",
    "1 GiB",
    "1.00 kB",
    "1.50 kB",
  ]);
});

test("bytes are decimal and whole bytes have no decimals", () => {
  expect(plain(formatBytes(999))).toBe("999 B");
  expect(plain(formatBytes(6200))).toBe("6.20 kB");
});

describe("shares", () => {
  test.each([
    [0, "0 %"],
    [1, "100 %"],
    [0.00917, "0.92 %"],
    [0.061, "6.10 %"],
    [0.994, "99.4 %"],
    [0.99996, ">99.9 %"],
    [0.00001, "<0.01 %"],
    [1.5, "150 %"],
  ])("%d reads as %s", (share, text) => expect(plain(formatPercent(share))).toBe(text));

  test("a difference of shares is in points, a change relative to before in per cent", () => {
    expect(plain(formatPoints(0.0031))).toBe("+0.31 pt");
    expect(plain(formatPoints(-0.05))).toBe("−5.00 pt");
    expect(plain(formatPoints(0))).toBe("±0 pt");
    expect(plain(formatChange(110, 100))).toBe("+10.0 %");
    expect(formatChange(110, 0)).toBeUndefined();
    expect(plain(formatDifference(-120, "duration"))).toBe("−120 ms");
  });
});

describe("money", () => {
  test.each<[number | string, string]>([
    [0, "$0"],
    [41.2, "$41.20"],
    [0.5, "$0.50"],
    ["0.0034", "$0.0034"],
    [0.0187, "$0.0187"],
    [0.00000012, "$0.00000012"],
    [0.000000001, "$0.000000001"],
    [0.9999, "$1.00"],
    [9999.99, "$9,999.99"],
    [12_400, "$12.4 k"],
    [-0.25, "−$0.25"],
  ])("%s dollars read as %s", (usd, text) => expect(plain(formatUsd(usd))).toBe(text));

  test.each([
    [0.0043, "$0.00430"],
    [0.11, "$0.110"],
    ["0.0000076", "$0.00000760"],
    [0.99951, "$1.00"],
    [41.2, "$41.20"],
    [0, "$0"],
  ])("%s dollars in a column read as %s", (usd, text) => expect(formatUsd(usd, { padded: true })).toBe(text));

  test("no amount the store can hold reads as nothing", () => {
    for (let nano = 1; nano < 1e12; nano = Math.ceil(nano * 3.7))
      expect(formatUsd(nano / 1e9)).not.toMatch(/^\$0(\.0*)?$/);
  });

  test("exact money keeps every digit of the text", () => {
    expect(exactUsd("0.001234560")).toBe("$0.001234560");
    expect(exactUsd(0.0000001)).toBe("$0.0000001");
  });
});

test("one quantity looks the same wherever it is asked for", () =>
  expect(formatQuantity(1240, "duration")).toBe(formatDuration(1240)));
