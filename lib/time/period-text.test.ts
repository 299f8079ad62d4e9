import { expect, it } from "vitest";

import { periodText } from "./period-text";

it.each([
  [24 * 60, "day"],
  [7 * 24 * 60, "7 days"],
  [30 * 60, "30 hours"],
  [60, "hour"],
  [15, "15 minutes"],
  [90, "90 minutes"],
])("%i minutes are “%s”", (minutes, text) => {
  const from = new Date("2026-11-21T00:00:00Z");
  expect(periodText({ from, to: new Date(from.getTime() + minutes * 60_000) })).toBe(text);
});
