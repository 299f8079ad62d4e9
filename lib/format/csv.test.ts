import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { csvLine, toCsv } from "./csv";

/** The cell as a program reads it: without the quotes of the file. */
const read = (text: string): string =>
  csvLine([text])
    .slice(0, -2)
    .replace(/^"([^]*)"$/, "$1")
    .replaceAll('""', '"');

describe("a cell", () => {
  const SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"];
  const BEFORE = [
    "",
    " ",
    "   ",
    "\u00a0",
    "\u3000",
    "\t",
    "\r",
    "\n",
    '"',
    "'",
    "“",
    "\u200b",
    "\u200d",
    "\ufeff",
  ];
  const MORE = [
    "\u2060",
    "\u00ad",
    "\u202e",
    "\u0000",
    "\u001f",
    ' "',
    "\u200b ",
    "\ufeff'",
    "\ufe0f",
    "\u3164",
  ];

  it.each([...BEFORE, ...MORE].flatMap((before) => SIGNS.map((sign) => [before + sign])))(
    "that begins with %j is text",
    (start) => {
      const text = start.replace(/^[\t\r\n]/, "$&'");
      expect(read(`${start}cmd|' /C calc'!A0`)).toBe(`'${text}cmd|' /C calc'!A0`);
    },
  );

  it.each([...BEFORE, ...MORE].flatMap((before) => SIGNS.map((sign) => [before + sign])))(
    "is text from each separator of another spreadsheet on, before %j too",
    (start) => {
      for (const separator of [";", "\t", "\r", "\n", "\r\n", "; ;"]) {
        const part = start.replace(/^(?:[\t\r\n])?/, "$&'");
        expect(read(`x${separator}${start}cmd`)).toBe(`x${separator}${part}cmd`);
      }
    },
  );

  it("whose last part looks like a number might go on with the next cell", () =>
    expect(read("x;-5")).toBe("x;'-5"));

  it.each(["x;-5;-0.25;x", "a;b", "x; y = z", "one\ntwo", "1-2;3-4"])("%j stays as it is, too", (text) =>
    expect(read(text)).toBe(text),
  );

  it.each(["\tx", "\rx", "\nx"])("that begins with %j is text", (text) =>
    expect(read(text)).toBe(`'${text}`),
  );

  it.each(["a=b", "say -1", "“quoted”", " x", "'x", "1-2", "e@mail"])("%j stays as it is", (text) =>
    expect(read(text)).toBe(text),
  );

  it("that is a number stays one, also as text; what only begins like one does not", () => {
    expect(csvLine([-1.5, "-0.000012", true, null])).toBe("-1.5,-0.000012,true,\r\n");
    expect(read("-1+cmd|'/C calc'!A0")).toBe("'-1+cmd|'/C calc'!A0");
  });
});

/** What people do not see before a sign, without the apostrophe that makes text of it. */
const UNSEEN = /^[\s\p{Z}\p{C}\p{M}\u115f\u1160\u3164"`´‘’‚“”„«»]*/u;
const SIGN = /^[=+\-@＝＋－＠﹦﹢﹣﹫−]/u;
const runs = (piece: string): boolean =>
  SIGN.test(piece.replace(UNSEEN, "")) && !/^"?-?\d+(?:\.\d+)?$/.test(piece);

it("no piece of a file is a formula, wherever a spreadsheet splits it, and nothing but apostrophes is added", () => {
  const piece = fc.constantFrom(...[..."=+-@＝−;\t\r\n \"',x1.\u200b\u00a0"]);
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (cells) => {
      const line = csvLine(cells).slice(0, -2);
      // Its first cell alone may be a number.
      const parts = line.replace(/^"?-?\d+(?:\.\d+)?"?(?=,|$)/, "").split(/[;\t\r\n]/);
      for (const part of parts) expect([part, runs(part)]).toEqual([part, false]);
      const bare = (value: string) => value.replaceAll("'", "");
      for (const value of cells) expect(bare(read(value))).toBe(bare(value));
    }),
    { numRuns: 5_000 },
  );
});

it("a file is lines of cells, its head among them", () =>
  expect(toCsv(["=a", "b"], [['say "hi"', "x,y"]])).toBe(`'=a,b\r\n"say ""hi""","x,y"\r\n`));
