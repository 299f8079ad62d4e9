import { expect, it } from "vitest";

import { typedRange } from "./typed-range";

const NOW = new Date("2026-11-30T12:00:00Z");
const fixed = (from: string, to: string) => ({ range: "24h", from: new Date(from), to: new Date(to) });
const named = (range: string) => ({ range, from: null, to: null });

it.each([
  ["3d", named("3d")],
  ["90 days", named("90d")],
  ["last 2 weeks", named("2w")],
  ["45 min", named("45m")],
  ["Last month", named("last-month")],
  ["yesterday", named("yesterday")],
  ["nov 20", fixed("2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z")],
  ["nov 20 - nov 22", fixed("2026-11-19T23:00:00Z", "2026-11-22T23:00:00Z")],
  ["yesterday 14:00 to 16:00", fixed("2026-11-29T13:00:00Z", "2026-11-29T15:00:00Z")],
  ["2026-11-21 14:00", fixed("2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z")],
  ["last friday", fixed("2026-11-26T23:00:00Z", "2026-11-27T23:00:00Z")],
  ["october", fixed("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")],
  // The last one, not the one to come.
  ["dec 24", fixed("2025-12-23T23:00:00Z", "2025-12-24T23:00:00Z")],
])("understands %s", async (text, range) =>
  expect(await typedRange(text, NOW, "Europe/Berlin")).toEqual(range),
);

it.each(["", "order 7", "nov 20 or so", "9999d"])("does not guess at %j", async (text) =>
  expect(await typedRange(text, NOW, "Europe/Berlin")).toBeNull(),
);
