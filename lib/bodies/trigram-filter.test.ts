import fc from "fast-check";
import { expect, it } from "vitest";

import { hashesOf, makeFilter, mayHold } from "./trigram-filter";

/** The Kelvin sign and the dotted capital I are the two characters whose lower case begins with a letter of ASCII. */
const text = fc.string({ unit: "grapheme", maxLength: 80 }).map((one) => one.replace(/[\u212a\u0130]/g, ""));

it("lets through whatever a block holds, in any letter case and any script", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), text, text, text, (others, before, term, after) => {
      const held = [...others, `${before}${term}${after}`].map((one) => Buffer.from(one));
      for (const asked of [
        term,
        term.toLowerCase(),
        term.toUpperCase().toLowerCase() === term.toLowerCase() ? term.toUpperCase() : term,
      ])
        expect(mayHold(makeFilter(held), hashesOf(asked))).toBe(true);
    }),
  );
});

it("lets few blocks through that do not hold a term, and is a few per cent of their size", () => {
  const words = Array.from({ length: 4_000 }, (_, n) => ((n * 2_654_435_761) >>> 0).toString(36));
  const blocks = Array.from({ length: 60 }, (_, n) =>
    Buffer.from(
      Array.from({ length: 30_000 }, (__, at) => words[(at * 7 + n * 131) % words.length]).join(" "),
    ),
  );
  const filters = blocks.map((block) => makeFilter([block]));
  expect(Math.max(...filters.map((filter, n) => filter.length / blocks[n]!.length))).toBeLessThan(0.07);
  const passed = filters.filter((filter) => mayHold(filter, hashesOf("überweisungsvorlage")));
  expect(passed).toHaveLength(0);
});

it("two characters of a script without spaces are asked for, a letter that has another case is not", () => {
  expect(hashesOf("退款").length).toBe(4);
  expect(hashesOf("äöü")).toEqual([]);
  expect(hashesOf("ab")).toEqual([]);
});
