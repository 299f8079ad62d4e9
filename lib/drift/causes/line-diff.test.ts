import fc from "fast-check";
import { expect, it } from "vitest";

import { type DiffLine, lineDiff } from "./line-diff";

const text = (lines: readonly DiffLine[], left: "+" | "-"): string =>
  lines
    .filter(({ sign }) => sign === " " || sign === left)
    .map((line) => line.text)
    .join("\n");

it("says what was taken away and what came, in order", () => {
  expect(lineDiff("a\nb\nc\nd", "a\nc\nx\nd").map((line) => line.sign + line.text)).toEqual([
    " a",
    "-b",
    " c",
    "+x",
    " d",
  ]);
  expect(lineDiff("same", "same")).toEqual([{ sign: " ", text: "same" }]);
});

it("both texts can be read from it; a line that both have in order is kept", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const diff = lineDiff(a.join("\n"), b.join("\n"));
      expect(text(diff, "-")).toBe(a.join("\n"));
      expect(text(diff, "+")).toBe(b.join("\n"));
      if (a.some((line) => b.includes(line))) expect(diff.some(({ sign }) => sign === " ")).toBe(true);
    }),
  );
});

it("texts of many lines that share none are told apart as a whole", () => {
  const many = (name: string): string => Array.from({ length: 3000 }, (_, n) => `${name}${n}`).join("\n");
  expect(lineDiff(many("a"), many("b"))).toHaveLength(6000);
});
