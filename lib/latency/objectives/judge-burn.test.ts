import { expect, it } from "vitest";

import { judgeBurn } from "./judge-burn";

const kept = { good: 950, total: 1000 };

it.each([
  ["fast, since within the hour", { "1h": 15, "6h": 2.5, "3d": 0.2 }, 0.9, "alert"],
  ["a spike that six hours do not know of", { "1h": 15, "6h": 0.5, "3d": 0.2 }, 0.9, null],
  ["fast for hours", { "1h": 7, "6h": 6, "3d": 0.5 }, 0.5, "alert"],
  ["fast for hours, and over", { "1h": 0.1, "6h": 6, "3d": 0.5 }, 0.5, null],
  ["a little too fast for days", { "1h": 1, "6h": 1.2, "3d": 1.1 }, 0.5, "warning"],
  ["too fast for days, and over", { "1h": 0, "6h": 0.2, "3d": 1.1 }, 0.5, null],
  ["used up, and going on", { "1h": 0, "6h": 1, "3d": 0.9 }, -0.1, "warning"],
  ["used up long ago", { "1h": 0, "6h": 0, "3d": 0 }, -0.1, null],
  ["nothing was observed of late", { "1h": null, "6h": null, "3d": null }, 0.9, null],
] as const)("%s: %s", (_, burn, left, level) => {
  expect(judgeBurn({ kept, left, burn })).toBe(level);
});

it("with a handful of observations nothing is said", () => {
  expect(
    judgeBurn({ kept: { good: 10, total: 50 }, left: -3, burn: { "1h": 20, "6h": 20, "3d": 20 } }),
  ).toBeNull();
});
