import { expect, it } from "vitest";

import { daysOld, isStale } from "./list-age";

it("a list is old after 45 days, and no younger than of today", () => {
  const now = new Date("2026-11-29T23:59:00Z");
  expect(daysOld("2026-11-29", now)).toBe(0);
  expect(daysOld("2026-12-24", now)).toBe(0);
  expect(isStale("2026-10-15", now)).toBe(false);
  expect(isStale("2026-10-14", now)).toBe(true);
});
