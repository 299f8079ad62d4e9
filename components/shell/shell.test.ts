import { describe, expect, test } from "vitest";

import { placeTip } from "@/components/ui/place-tip";

import { keyLabel, matchesKey } from "./match-key";
import { parseTraceId } from "./parse-trace-id";
import { rangeText } from "./range-text";
import { consolePath, pageOf } from "./routes";
import { loadShellParams, serializeShellParams } from "./search-params";
import { fromWallClock, toWallClock } from "./wall-clock";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const key = (k: string, more: Partial<KeyboardEvent> = {}) => ({
  key: k,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  ...more,
});

describe("the address of a view", () => {
  test("reproduces range and environment", () => {
    const view = loadShellParams(
      "?tz=Europe/Berlin&from=2026-11-21T13:00:00.000Z&to=2026-11-21T14:00:00.000Z&env=production",
    );
    expect(view).toEqual({
      range: "24h",
      from: new Date("2026-11-21T13:00:00Z"),
      to: new Date("2026-11-21T14:00:00Z"),
      env: "production",
      tz: "Europe/Berlin",
      live: false,
    });
    expect(loadShellParams(serializeShellParams("/p/a/traces", view).split("?")[1]!)).toEqual(view);
  });

  test("says nothing of defaults", () =>
    expect(serializeShellParams("/p/a/traces", loadShellParams(""))).toBe("/p/a/traces"));

  test("an unknown range falls back to the last day", () =>
    expect(loadShellParams("?range=9y").range).toBe("24h"));

  test("names the project and the page", () => {
    expect(consolePath("a b")).toBe("/p/a%20b/overview");
    expect(pageOf("/p/api/traces/4bf9")).toBe("traces");
  });
});

describe("the range in words", () => {
  const fixed = (from: string, to: string) =>
    plain(rangeText({ range: "24h", from: new Date(from), to: new Date(to) }, "Europe/Berlin"));
  test("repeats the day only when it changes", () => {
    expect(fixed("2026-11-21T13:00:00Z", "2026-11-21T14:30:00Z")).toBe("21 Nov 14:00 – 15:30");
    expect(fixed("2026-11-20T13:00:00Z", "2026-11-21T14:30:00Z")).toBe("20 Nov 14:00 – 21 Nov 15:30");
  });
  test("whole days are told without their midnights", () => {
    expect(fixed("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z")).toBe("1 Nov – 30 Nov");
    expect(fixed("2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z")).toBe("20 Nov");
  });
  test("a sliding range is named", () =>
    expect(rangeText({ range: "7d", from: null, to: null }, "UTC")).toBe("Last 7 days"));
});

describe("keys", () => {
  test("a letter with a modifier belongs to the browser", () => {
    expect(matchesKey("t", key("t"))).toBe(true);
    expect(matchesKey("t", key("t", { ctrlKey: true }))).toBe(false);
  });
  test("mod is ⌘ or Ctrl", () => {
    expect(matchesKey("mod+k", key("k", { metaKey: true }))).toBe(true);
    expect(matchesKey("mod+k", key("K", { ctrlKey: true }))).toBe(true);
    expect(matchesKey("mod+k", key("k"))).toBe(false);
  });
  test("are printed as on the viewer's keyboard", () => {
    expect(keyLabel("mod+k", true)).toBe("⌘K");
    expect(keyLabel("mod+k", false)).toBe("Ctrl K");
    expect(keyLabel(" ", true)).toBe("space");
  });
});

test("a trace id is found with dashes, spaces and capitals around it", () => {
  expect(parseTraceId(" 4BF92F35-77B3-4DA6-A3CE-929D0E0E4736 ")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(parseTraceId("4bf92f35")).toBeUndefined();
  expect(parseTraceId("0".repeat(32))).toBeUndefined();
});

describe("tips", () => {
  const view = { width: 400, height: 300 };
  const tip = { width: 100, height: 20 };
  test("stand above, or below when there is no room", () => {
    expect(placeTip({ left: 150, top: 100, width: 20, height: 20 }, tip, view)).toEqual({
      left: 110,
      top: 74,
    });
    expect(placeTip({ left: 150, top: 10, width: 20, height: 20 }, tip, view).top).toBe(36);
  });
  test("never hang over the window's edge", () => {
    expect(placeTip({ left: 390, top: 100, width: 10, height: 20 }, tip, view).left).toBe(292);
    expect(placeTip({ left: 0, top: 100, width: 10, height: 20 }, tip, view).left).toBe(8);
  });
});

describe("two typed ends", () => {
  test.each([
    ["UTC", "2026-11-21T14:00:00.000Z"],
    ["Europe/Berlin", "2026-11-21T13:00:00.000Z"],
    ["Asia/Kolkata", "2026-11-21T08:30:00.000Z"],
  ])("are read on the wall clock of %s", (zone, iso) => {
    expect(fromWallClock("2026-11-21T14:00", zone).toISOString()).toBe(iso);
    expect(toWallClock(new Date(iso), zone)).toBe("2026-11-21T14:00");
  });
  test("that are empty are no time", () => expect(fromWallClock("", "UTC").getTime()).toBeNaN());
});

test("a zone in the address is one that exists, or none", () => {
  const tz = (text: string) => loadShellParams(new URLSearchParams({ tz: text })).tz;
  expect(tz("America/New_York")).toBe("America/New_York");
  expect(tz("Mars/Olympus")).toBeNull();
});
