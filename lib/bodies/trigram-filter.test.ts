import fc from "fast-check";
import { expect, it } from "vitest";

import { foldCase, foldedWithPlaces } from "./fold";
import { hashesOf, makeFilter, mayHold } from "./trigram-filter";

const text = fc.string({ unit: "grapheme", maxLength: 80 });

it("lets through whatever a block holds, in any letter case and any script", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), text, text, text, (others, before, term, after) => {
      const filter = makeFilter([...others, `${before}${term}${after}`]);
      for (const asked of [term, term.toLowerCase(), term.toUpperCase()])
        if (foldCase(asked) === foldCase(term)) expect(mayHold(filter, hashesOf(asked))).toBe(true);
    }),
  );
});

it("what a text holds does not depend on what stands beside it", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(foldCase(one + other)).toBe(foldCase(one) + foldCase(other));
    }),
  );
  expect(foldCase("ΟΔΟΣ")).toBe(foldCase("οδος"));
  expect(foldCase("ÉCOLE")).toBe("école");
  const { folded, placeOf } = foldedWithPlaces("İİ x");
  expect(placeOf(folded.indexOf("x"))).toBe(3);
});

/** Words of a script whose letters are not equally frequent. */
function vocabulary(first: number, letters: number, length: number): (n: number) => string {
  return (n) => {
    let state = Math.imul(n + 1, 0x9e3779b1) >>> 0;
    const next = (): number => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x3c6ef372) >>> 0;
      return state / 2 ** 32;
    };
    return Array.from({ length }, () => String.fromCharCode(first + Math.floor(letters * next() ** 3))).join(
      "",
    );
  };
}

it.each([
  ["letters of ASCII", 0x61, 26, 10, " ", 0.1],
  ["Cyrillic", 0x430, 32, 10, " ", 0.05],
  ["Thai", 0x0e01, 46, 9, "", 0.05],
  ["Chinese", 0x4e00, 3_000, 2, "", 0.13],
])(
  "%s: lets few blocks through that do not hold a term, and is some per cent of their size",
  (_, first, letters, length, space, most) => {
    const piece = Math.min(3, length);
    const word = vocabulary(first, letters, length);
    const blocks = Array.from({ length: 10 }, (__, n) => {
      // Words by rank: few often, most seldom.
      const words = Array.from({ length: 1_500 }, (___, rank) => word(n * 1_500 + rank));
      return Array.from(
        { length: 80_000 / length },
        (___, at) => words[Math.floor(1_500 * ((at * 0.618034) % 1) ** 3)],
      ).join(space);
    });
    const filters = blocks.map((block) => makeFilter([block]));
    const bytes = blocks.reduce((sum, block) => sum + Buffer.byteLength(block), 0);
    expect(filters.reduce((sum, filter) => sum + filter.length, 0) / bytes).toBeLessThan(most);
    let [asked, passed] = [0, 0];
    for (let n = 0; n < 60; n++) {
      const term = word(1_000_000 + n);
      for (const [at, filter] of filters.entries()) {
        // What stands in it in pieces cannot be told from it.
        const pieces = Array.from({ length: term.length - piece + 1 }, (__, from) =>
          term.slice(from, from + piece),
        );
        if (pieces.every((one) => blocks[at]!.includes(one))) continue;
        asked++;
        if (mayHold(filter, hashesOf(term))) passed++;
      }
    }
    // Most terms here lack one piece or two of a block: a bit or two.
    expect(passed / asked).toBeLessThan(0.15);
  },
);

it("an identifier of hex digits is asked for among many", () => {
  const digits = vocabulary(0, 16, 32);
  const idOf = (n: number): string =>
    Array.from(digits(n), (unit) => "0123456789abcdef"[unit.charCodeAt(0)]).join("");
  const filter = makeFilter(
    Array.from({ length: 2_000 }, (_, n) => `Your order ${idOf(n)} was sent. ${"as before ".repeat(40)}`),
  );
  const others = Array.from({ length: 200 }, (_, n) => idOf(10_000 + n));
  expect(others.filter((id) => mayHold(filter, hashesOf(id))).length).toBeLessThan(10);
});

it("two characters of Chinese are asked for, two letters of an alphabet are not", () => {
  expect(hashesOf("退款")).toHaveLength(3);
  expect(hashesOf("💸")).toHaveLength(3);
  expect(hashesOf("สวัสดี")).toHaveLength(6);
  expect(hashesOf("カメラ")).toHaveLength(7);
  expect(hashesOf("äöü")).toHaveLength(1);
  expect(hashesOf("ab")).toEqual([]);
  expect(hashesOf("退")).toEqual([]);
});
