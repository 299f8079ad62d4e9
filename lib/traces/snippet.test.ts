import fc from "fast-check";
import { expect, it } from "vitest";

import { foldCase } from "@/lib/bodies/fold";

import { findFirst, shortenBefore, snippetAround } from "./snippet";

const around = (text: string, term: string) => {
  const found = findFirst(text, [foldCase(term)]);
  return found && snippetAround(text, found);
};
const marked = ({ text, start, end }: { text: string; start: number; end: number }) => text.slice(start, end);
const graphemesOf = (text: string) =>
  Array.from(new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text), ({ segment }) => segment);

it.each([
  ["a whole short text", "Where is my parcel?", "PARCEL", "Where is my parcel?", "parcel"],
  ["lines become one", "a\n\n  needle\tb", "needle", "a needle b", "needle"],
  ["letters that grow in lower case", "İİİ needle", "needle", "İİİ needle", "needle"],
  ["the sigma of a word's end", "ΟΔΟΣ", "οδοσ", "ΟΔΟΣ", "ΟΔΟΣ"],
  ["right to left", "أين طلبي يا صديقي", "طلبي", "أين طلبي يا صديقي", "طلبي"],
  ["a letter with its accent", "cafe\u0301 x", "cafe", "cafe\u0301 x", "cafe\u0301"],
  ["a part of a picture", "for 👩‍👩‍👧 two", "👧", "for 👩‍👩‍👧 two", "👩‍👩‍👧"],
])("%s", (_, text, term, shown, mark) => {
  const snippet = around(text, term);
  expect(snippet?.text).toBe(shown);
  expect(snippet && marked(snippet)).toBe(mark);
});

it("is short, holds what was found, and is cut between what a reader sees as characters", () => {
  const filler = fc.string({ unit: "grapheme", maxLength: 300 });
  fc.assert(
    fc.property(filler, filler, fc.constantFrom("needle", "退款", "👩‍👩‍👧", "नमस्ते"), (before, after, term) => {
      const text = `${before} ${term} ${after}`;
      const snippet = around(text, term);
      if (snippet === null) throw new Error("not found");
      expect(foldCase(marked(snippet))).toContain(foldCase(term));
      for (const one of [snippet, shortenBefore(snippet)]) {
        expect(one.text.length).toBeLessThanOrEqual(160);
        expect(marked(one)).toBe(marked(snippet));
        const whole = new Set(graphemesOf(text.replace(/\s+/g, " ")));
        for (const character of graphemesOf(one.text.replaceAll("…", "")))
          expect(character.trim() === "" || whole.has(character)).toBe(true);
      }
    }),
  );
});

it("of a very long match the beginning is shown", () => {
  const snippet = around(`a ${"x".repeat(400)}`, "x".repeat(200));
  expect(snippet?.text.length).toBeLessThanOrEqual(160);
  expect(snippet && marked(snippet)).toBe("x".repeat(120));
});
