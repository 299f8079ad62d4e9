import { expect, test } from "vitest";

import { fieldRows, schemaLine } from "./schema-line";

test("a schema is said in a few words", () => {
  expect(schemaLine({ type: "string" })).toBe("text");
  expect(schemaLine({ enum: ["ok", "error"] })).toBe("one of ok, error");
  expect(schemaLine({ type: "array", items: { type: "string" } })).toBe("list of text");
  expect(schemaLine({ type: "array", items: { enum: ["a", "b"] } })).toBe("any of a, b");
  expect(schemaLine({ anyOf: [{ type: "number" }, { type: "null" }] })).toBe("number or null");
  expect(schemaLine({})).toBe("any JSON");
});

test("fields of nested objects, lists of objects and objects beside null are listed under them", () => {
  const schema = {
    type: "object",
    required: ["a"],
    properties: {
      a: {
        anyOf: [
          { type: "object", properties: { b: { type: "number", description: "B." } } },
          { type: "null" },
        ],
      },
      c: { type: "array", items: { type: "object", properties: { d: { type: "string" } } } },
    },
  };
  expect(fieldRows(schema).map(({ name, depth, required }) => [name, depth, required])).toEqual([
    ["a", 0, true],
    ["b", 1, false],
    ["c", 0, false],
    ["d", 1, false],
  ]);
});
