import fc from "fast-check";
import { expect, it } from "vitest";

import { digest128 } from "@/lib/model/digest";

import { KnownContents } from "./known-contents";

it("knows what was added last, and nothing that was not added", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 4 }),
      fc.string(),
      (project, shard, text) => {
        const known = new KnownContents();
        const id = digest128(text);
        known.add(project, shard, id);
        expect(known.has(project, shard, id)).toBe(true);
        expect(known.has(project, shard, digest128(`${text}!`))).toBe(false);
      },
    ),
  );
});

it("a content of one project is not known in another, nor on another shard", () => {
  const known = new KnownContents();
  const id = digest128("shared words");
  known.add(1, 1, id);
  expect([known.has(2, 1, id), known.has(1, 2, id)]).toEqual([false, false]);
});

it("forgets one content for another rather than growing", () => {
  const known = new KnownContents();
  for (let n = 0; n < 600_000; n++)
    known.add(1, 1, n.toString(16).padStart(8, "0").split("").toReversed().join("").padEnd(16, "0"));
  expect(known.has(1, 1, digest128("never added"))).toBe(false);
});
