import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseExactJson } from "@/lib/model/exact-json";

import { isCutLiteral, readPythonLiteral } from "@/lib/model/python-literal";
import { parseJson } from "@/lib/model/json-text";

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
    [
      "{'at': datetime.datetime(2026, 1, 2, tzinfo=UTC(')')), 'id': UUID('7f'), 'o': <a <b> at 0x7f>}",
      { at: "datetime.datetime(2026, 1, 2, tzinfo=UTC(')'))", id: "UUID('7f')", o: "<a <b> at 0x7f>" },
    ],
    [
      "[Message(role='user', content='hi', at=None), Part('x')]",
      [{ role: "user", content: "hi", at: null }, "Part('x')"],
    ],
    ['{"a": 1}\n\n{"b": 2}\n', [{ a: 1 }, { b: 2 }]],
    ["[b'bytes', 'two ' 'parts']", ["bytes", "two parts"]],
  ])("%s", (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    "<object at 0x7f>",
    "{'a': <object at 0x7f",
    "{'a': UUID('7f')",
    "[1, 2",
    '{"a": 1} {"b": 2}',
    '{"a": 1}\nand {"b": 2}',
    "{'a' 1}",
    "Message(role='user')",
    "{'a': 1} rest",
    "",
    "it's",
  ])("is none: %s", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each([
    ['[{"role":"user","content":"hel', true],
    ['[{"role":"user"}', true],
    ['[{"role":"user"}, ...', true],
    ['[{"ok":tru', true],
    ['[{"n":-', true],
    ["[{'id': UUID('7f", true],
    ['{"a":1}\n{"b":', true],
    ["[{'a': <object at 0x7f>}]", false],
    ["[{'a' 1}]", false],
    ["{'a': 1} rest of a sentence, to the end.", false],
  ])("tells a text that was cut: %s", (text, isCut) => {
    expect(isCutLiteral(text, 64)).toBe(isCut);
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
