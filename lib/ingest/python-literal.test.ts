import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseExactJson } from "@/lib/model/exact-json";

import { readPythonLiteral } from "./python-literal";
import { parseJson } from "./text";

const read = (text: string) => readPythonLiteral(text, 64);

describe("what Python writes in the place of JSON", () => {
  it.each([
    ['{"x": NaN, "y": [Infinity, -Infinity]}', { x: "NaN", y: ["Infinity", "-Infinity"] }],
    [
      "[{'role': 'user', 'content': \"it's me\"}, {'content': None, 'ok': True}]",
      [
        { role: "user", content: "it's me" },
        { content: null, ok: true },
      ],
    ],
    ["('a', 1, 2.5e3)", ["a", 1, 2500]],
    ["{'a': 'it\\'s\\n', 'b': '\\xe9\\u20ac'}", { a: "it's\n", b: "é€" }],
    ["{1: 'one', 'tuple': (1,)}", { 1: "one", tuple: [1] }],
    ["{'channel_id': 1234567890123456789}", { channel_id: "1234567890123456789" }],
    ["[b'bytes', 'two ' 'parts']", ["bytes", "two parts"]],
  ])("%s", (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    "{'a': <object at 0x7f>}",
    "[1, 2",
    "{'a' 1}",
    "Message(role='user')",
    "{'a': 1} rest",
    "",
    "it's",
  ])("is none: %s", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("holds whatever JSON holds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(read(text)).toEqual(parseExactJson(text));
      }),
    );
  });

  it("ends in time that grows with the text, however deep", () => {
    expect(read("[".repeat(200_000))).toBeUndefined();
    expect(read(`[${"1,".repeat(100_000)}]`)).toHaveLength(100_000);
  });

  it("NaN does not make JSON a text", () => {
    expect(parseJson('{"score": NaN}')).toEqual({ score: "NaN" });
    expect(parseJson("NaN of us")).toBeUndefined();
  });
});
