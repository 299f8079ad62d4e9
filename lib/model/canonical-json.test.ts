import fc from "fast-check";
import { expect, it } from "vitest";

import { canonicalJson } from "./canonical-json";
import type { Json } from "./json";

/** RFC 8785, appendix B: the bits of a number, and how it is written. */
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

it("writes numbers as RFC 8785 does", () => {
  for (const [bits, text] of NUMBERS)
    expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE(0)), bits).toBe(text);
});

it("writes the example of RFC 8785, section 3.2.2", () => {
  const input = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as Json;
  expect(canonicalJson(input)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

it("sorts keys by their UTF-16 units, as the example of section 3.2.3", () => {
  const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
  const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"];
  const value = Object.fromEntries(keys.map((key, n) => [key, n]));
  expect(Object.keys(JSON.parse(canonicalJson(value)) as object).filter((key) => key !== "1")).toEqual(
    sorted.filter((key) => key !== "1"),
  );
  expect(canonicalJson(value)).toBe(
    `{${sorted.map((key) => `${JSON.stringify(key)}:${keys.indexOf(key)}`).join(",")}}`,
  );
});

it("gives one text whatever the order of keys, and that text again when it is read", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      const turned = (one: Json): Json =>
        Array.isArray(one)
          ? one.map(turned)
          : one === null || typeof one !== "object"
            ? one
            : Object.fromEntries(
                Object.entries(one)
                  .reverse()
                  .map(([key, of]) => [key, turned(of as Json)]),
              );
      expect(canonicalJson(turned(value as Json))).toBe(text);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});
