import { expect, it } from "vitest";

import { boxOver, MOST_PICKED, picksAfter, withAll, withoutAll } from "./picks";

const listed = ["a", "b", "c", "d", "e"];
const click = (picked: readonly string[], index: number, from: string | null = null) =>
  picksAfter(picked, { index, listed, from });

it("a click turns one trace over", () => {
  expect(click([], 1)).toEqual(["b"]);
  expect(click(["b", "d"], 1)).toEqual(["d"]);
});

it("with shift all since the click before become as the clicked one does, in either direction", () => {
  expect(click(["b"], 3, "b")).toEqual(["b", "c", "d"]);
  expect(click(["d"], 1, "d")).toEqual(["d", "b", "c"]);
  expect(click(["b", "c", "d", "e"], 3, "b")).toEqual(["e"]);
});

it("a click before that is no longer listed counts for nothing", () => {
  expect(click(["x"], 2, "x")).toEqual(["x", "c"]);
  expect(click(["x"], 9)).toEqual(["x"]);
});

it("no more are selected than there is room for, and none twice", () => {
  const many = Array.from({ length: MOST_PICKED + 20 }, (_, n) => `t${n}`);
  expect(withAll(["t3"], many)).toHaveLength(MOST_PICKED);
  expect(new Set(withAll(["t3"], many)).size).toBe(MOST_PICKED);
  expect(withoutAll(many, many.slice(1))).toEqual(["t0"]);
});

it("the box over several says none, all or some", () => {
  expect(boxOver(new Set(["x"]), listed)).toBe(false);
  expect(boxOver(new Set(["a"]), listed)).toBe("indeterminate");
  expect(boxOver(new Set(listed), listed)).toBe(true);
});
