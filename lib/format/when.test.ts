import { describe, expect, test } from "vitest";

import {
  formatBeside,
  formatDateTime,
  formatDay,
  formatHour,
  formatRelative,
  formatTime,
  zoneName,
} from "./when";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const winter = new Date("2026-11-21T13:05:09.120Z");
const summer = new Date("2026-07-01T13:05:09Z");

describe("absolute times", () => {
  test("carry the zone's offset at that moment", () => {
    expect(plain(formatDateTime(winter, "Europe/Berlin"))).toBe("21 Nov 2026 14:05:09 UTC+1");
    expect(plain(formatDateTime(summer, "Europe/Berlin"))).toBe("1 Jul 2026 15:05:09 UTC+2");
    expect(plain(formatDateTime(winter, "UTC", { milliseconds: true }))).toBe("21 Nov 2026 13:05:09.120 UTC");
  });

  test("what is known by minutes only is told without seconds", () =>
    expect(plain(formatDateTime(winter, "Europe/Berlin", { seconds: false }))).toBe(
      "21 Nov 2026 14:05 UTC+1",
    ));

  test.each([
    ["2026-11-21T12:50:00Z", "13:50"],
    ["2026-11-20T23:05:00Z", "00:05"],
    ["2026-11-20T22:55:00Z", "20 Nov 2026 23:55"],
    ["2025-11-21T12:50:00Z", "21 Nov 2025 13:50"],
  ])("%s beside 21 Nov 2026 in Berlin is %s", (at, text) =>
    expect(plain(formatBeside(new Date(at), winter, "Europe/Berlin"))).toBe(text),
  );

  test("half-hour and western zones are named by offset", () => {
    expect(zoneName(winter, "Asia/Kolkata")).toBe("UTC+5:30");
    expect(zoneName(winter, "America/New_York")).toBe("UTC−5");
  });

  test("midnight is 00:00, not 24:00", () =>
    expect(formatTime(new Date("2026-11-21T00:00:00Z"), "UTC")).toBe("00:00"));

  test("the day is the viewer's", () =>
    expect(plain(formatDay(new Date("2026-11-21T23:30:00Z"), "Europe/Berlin"))).toBe("22 Nov"));
});

describe("relative times", () => {
  const ago = (seconds: number) => plain(formatRelative(new Date(winter.getTime() - seconds * 1000), winter));
  test.each([
    [2, "now"],
    [59, "59 s ago"],
    [119, "1 min ago"],
    [7200, "2 h ago"],
    [86_400 * 3, "3 d ago"],
    [86_400 * 100, "3 mo ago"],
    [86_400 * 800, "2 y ago"],
    [-300, "in 5 min"],
  ])("%d seconds before now reads as %s", (seconds, text) => expect(ago(seconds)).toBe(text));
});

describe("hours", () => {
  test.each([
    ["2026-11-21T13:00:00Z", "this hour"],
    ["2026-11-21T14:00:00Z", "this hour"],
    ["2026-11-21T12:00:00Z", "last hour"],
    ["2026-11-21T11:00:00Z", "2 h ago"],
    ["2026-11-18T13:00:00Z", "3 d ago"],
  ])("the hour from %s reads as %s", (start, text) =>
    expect(plain(formatHour(new Date(start), winter))).toBe(text),
  );
});
