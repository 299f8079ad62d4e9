import { describe, expect, test } from "vitest";

import { sparklinePath } from "./sparkline-path";

describe("sparklines", () => {
  test("break at unknown values", () =>
    expect(sparklinePath([0, 1, null, 1, 0], 100, 10)).toBe("M0 9L25 1M75 1L100 9"));
  test("draw a lone value as a dash", () => expect(sparklinePath([null, 2, null], 100, 10)).toBe("M50 1h2"));
  test("levels use the whole height", () =>
    expect(sparklinePath([5, 6], 10, 10, { fromZero: false })).toBe("M0 9L10 1"));
});
