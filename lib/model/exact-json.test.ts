import fc from "fast-check";
import { expect, it } from "vitest";

import { parseExactJson } from "./exact-json";

it.each([
  ['{"channel_id":1234567890123456789}', { channel_id: "1234567890123456789" }],
  ["9007199254740993", "9007199254740993"],
  [
    "[-9007199254740993, 9007199254740991,18446744073709551615]",
    ["-9007199254740993", 9007199254740991, "18446744073709551615"],
  ],
  ['{"a":\n1234567890123456789\n}', { a: "1234567890123456789" }],
  // Neither integers, nor numbers at all.
  [
    "[0.1234567890123456789,1e1234567890123456,12345678901234567.5]",
    [0.12345678901234568, Infinity, 12345678901234568],
  ],
  [
    '["say \\"[1234567890123456789]\\"", "\\\\", 1234567890123456789]',
    ['say "[1234567890123456789]"', "\\", "1234567890123456789"],
  ],
  ['{"1234567890123456789":":1234567890123456789"}', { "1234567890123456789": ":1234567890123456789" }],
])("%s", (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});

it.each([
  "{1234567890123456789:1}",
  "[00001234567890123456789]",
  '["a", 12345678901234567890',
  "1234567890123456789 1",
])("is no JSON: %s", (text) => {
  expect(() => parseExactJson(text)).toThrow(SyntaxError);
});

const longAsText = (_: string, value: unknown): unknown =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes("e")
    ? String(value)
    : value;

it("reads everything else as JSON.parse does", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.array(fc.bigInt()), (value, integers) => {
      const text = JSON.stringify({ value, at: integers.map(String) });
      expect(parseExactJson(text)).toEqual(JSON.parse(text, longAsText));
      const numbers = parseExactJson(`{"value":${JSON.stringify(value)},"at":[${integers.join(",")}]}`) as {
        at: (string | number)[];
      };
      expect(numbers.at.map(String)).toEqual(integers.map(String));
    }),
  );
});
