import { expect, it } from "vitest";

import { othersText } from "./others-text";

it.each([
  ["Where is booking 4WQ150?", "Where is booking 4WQ150?"],
  ["  said \n", "said"],
  ["Short\nThe longest of the lines\n\nlast", "The longest of the lines"],
  ['a "quoted" & <odd> 100 % text', 'a "quoted" & <odd> 100 % text'],
  ["你好", "你好"],
  ["x", null],
  [" \n \t", null],
])("%j is looked for as %j", (selected, text) => {
  expect(othersText(selected)).toBe(text);
});

it("is no longer than a search, and cuts no character in two", () => {
  expect(othersText("a".repeat(500))).toHaveLength(200);
  expect(othersText(`${"a".repeat(199)}😀b`)).toBe("a".repeat(199));
});
