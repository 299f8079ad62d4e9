import { describe, expect, it, test } from "vitest";

import { changeBetween, ENOUGH_CASES } from "./change";

const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");
const many = { now: 500, before: 400, one: "interaction" };

describe("a change against the period before", () => {
  it("of a share is in points, of an amount relative, with the way it went", () => {
    expect(changeBetween(0.02, 0.01, "percent", many)).toMatchObject({ way: "up" });
    expect(plain(changeBetween(0.02, 0.01, "percent", many)?.text)).toBe("+1.00 pt");
    expect(plain(changeBetween(150, 100, "count", many)?.text)).toBe("+50 %");
    expect(changeBetween(50, 100, "duration", many)).toMatchObject({ way: "down" });
    expect(plain(changeBetween(50, 100, "duration", many)?.text)).toBe("−50 %");
    expect(changeBetween(100, 100, "usd", many)).toEqual({ text: "unchanged", way: null });
  });
  it("beyond tenfold, or from nothing, is said by what was", () => {
    expect(plain(changeBetween(2000, 2, "count", many)?.text)).toBe("was 2");
    expect(plain(changeBetween(3, 0, "count", many)?.text)).toBe("was 0");
  });
});

test("too few cases are told in place of a change, and have no way", () => {
  const few = (before: number, now = 500) => ({ now, before, one: "interaction" });
  expect(changeBetween(900, 500, "duration", few(4))).toEqual({
    text: "was 4\u00a0interactions",
    way: null,
  });
  expect(changeBetween(900, 500, "duration", few(ENOUGH_CASES))?.way).toBe("up");
  expect(changeBetween(900, 500, "duration", few(100, 3))?.text).toBe("only 3\u00a0interactions now");
  expect(changeBetween(3, 100, "count", few(100, 3), true)?.way).toBe("down");
  expect(changeBetween(900, null, "duration", few(0))).toBeNull();
});
