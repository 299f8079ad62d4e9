import { describe, expect, test } from "vitest";

import { PAGE_SIZE, childPath, jsonRows, valueAt } from "./json-rows";

const open = { isOpen: () => true, limitOf: () => PAGE_SIZE };

test("each line knows its path, as JavaScript would write it", () => {
  const rows = jsonRows({ messages: [{ role: "user" }], "a b": 1 }, open);
  expect(rows.map((r) => r.path)).toEqual([
    "$",
    "$.messages",
    "$.messages[0]",
    "$.messages[0].role",
    '$["a b"]',
  ]);
  expect(childPath("$", 'quote"')).toBe('$["quote\\""]');
});

test("what is closed is not walked", () => {
  const trap = {
    get inside(): never {
      throw new Error("walked");
    },
  };
  expect(jsonRows({ trap }, { isOpen: (path) => path === "$", limitOf: () => PAGE_SIZE })).toHaveLength(2);
});

test("long lists are paged, and the last line says how many are hidden", () => {
  const rows = jsonRows(
    Array.from({ length: 250 }, (_, i) => i),
    open,
  );
  expect(rows).toHaveLength(1 + PAGE_SIZE + 1);
  expect(rows.at(-1)).toMatchObject({ type: "more", hidden: 150 });
});

test("empty containers cannot be opened", () => {
  expect(
    jsonRows({ a: [], b: {} }, open)
      .slice(1)
      .map((r) => [r.text, r.expandable]),
  ).toEqual([
    ["[]", false],
    ["{}", false],
  ]);
});

describe("the value at a line", () => {
  const value = { a: { b: ["x", { c: null }] }, z: 1 };
  const rows = jsonRows(value, open);
  test("is found through the lines above it", () => {
    expect(valueAt(value, rows, "$.a.b[0]")).toBe("x");
    expect(valueAt(value, rows, "$.a.b[1]")).toEqual({ c: null });
    expect(valueAt(value, rows, "$.z")).toBe(1);
    expect(valueAt(value, rows, "$")).toBe(value);
  });
});
