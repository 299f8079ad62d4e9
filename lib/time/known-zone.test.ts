import { expect, it } from "vitest";

import { knownZone } from "./known-zone";

it("a zone has its canonical name, however its letters were written", () => {
  expect(knownZone("europe/berlin")).toBe("Europe/Berlin");
  expect(knownZone("UTC")).toBe("UTC");
});

it.each(["", "Mars/Olympus", "+01:00", "-08", "Europe/Berlin; drop table spans", "A".repeat(65), null])(
  "%s is no zone",
  (name) => expect(knownZone(name)).toBeNull(),
);
