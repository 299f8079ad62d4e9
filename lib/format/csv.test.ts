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
    (start) => expect(read(`${start}cmd|' /C calc'!A0`)).toBe(`'${start}cmd|' /C calc'!A0`),
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

it("a file is lines of cells, its head among them", () =>
  expect(toCsv(["=a", "b"], [['say "hi"', "x,y"]])).toBe(`'=a,b\r\n"say ""hi""","x,y"\r\n`));
