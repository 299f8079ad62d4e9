import fc from "fast-check";
import { expect, it } from "vitest";

import { digest128 } from "@/lib/model/digest";

import { KnownBodies } from "./known-bodies";

const PLACE = { block: 1_400_000_000_000_000, item: 2047 };

it("knows where what was added last lies, and nothing that was not added", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 65_535 }),
      fc.string(),
      (project, shard, day, text) => {
        const known = new KnownBodies();
        const id = digest128(text);
        known.add(project, shard, day, id, PLACE);
        expect(known.find(project, shard, day, id)).toEqual(PLACE);
        expect(known.find(project, shard, day, digest128(`${text}!`))).toBeNull();
      },
    ),
  );
});

it("a body of one project is not known in another, nor on another shard or day", () => {
  const known = new KnownBodies();
  const id = digest128("shared words");
  known.add(1, 1, 20_000, id, PLACE);
  expect([known.find(2, 1, 20_000, id), known.find(1, 2, 20_000, id), known.find(1, 1, 20_001, id)]).toEqual([
    null,
    null,
    null,
  ]);
});

it("writes again what was written an hour ago", () => {
  let now = Date.UTC(2026, 10, 29);
  const known = new KnownBodies(() => now);
  const id = digest128("said long ago");
  known.add(1, 1, 20_000, id, PLACE);
  now += 3_599_000;
  expect(known.find(1, 1, 20_000, id)).toEqual(PLACE);
  now += 2_000;
  expect(known.find(1, 1, 20_000, id)).toBeNull();
});

it("forgets one body for another rather than growing", () => {
  const known = new KnownBodies();
  for (let n = 0; n < 600_000; n++)
    known.add(
      1,
      1,
      1,
      n.toString(16).padStart(8, "0").split("").toReversed().join("").padEnd(16, "0"),
      PLACE,
    );
  expect(known.find(1, 1, 1, digest128("never added"))).toBeNull();
});
