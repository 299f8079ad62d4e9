import fc from "fast-check";
import { expect, it } from "vitest";

import { alignSteps } from "./align-steps";

const side = (keys: readonly string[]) => ({ keys, kinds: keys.map((key) => key[0] as string) });
const told = (a: string[], b: string[]) =>
  alignSteps(side(a), side(b)).map(([x, y]) => `${x === null ? "" : a[x]}|${y === null ? "" : b[y]}`);

it("sets the same steps side by side, and between them those of one kind", () => {
  expect(told(["l", "t1", "l", "t2", "l"], ["l", "t1", "l", "t3", "t2", "l"])).toEqual([
    "l|l",
    "t1|t1",
    "l|l",
    "|t3",
    "t2|t2",
    "l|l",
  ]);
  expect(told(["l", "t1", "l"], ["l", "t2", "l"])).toEqual(["l|l", "t1|t2", "l|l"]);
  expect(told(["r", "l"], ["l"])).toEqual(["r|", "l|l"]);
  expect(told([], ["l"])).toEqual(["|l"]);
});

it("shows every step once, in order, and never two kinds side by side", () => {
  const keys = fc.array(fc.constantFrom("l", "t1", "t2", "t3", "r"), { maxLength: 40 });
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const pairs = alignSteps(side(a), side(b));
      expect(pairs.flatMap(([x]) => x ?? [])).toEqual(a.map((_, index) => index));
      expect(pairs.flatMap(([, y]) => y ?? [])).toEqual(b.map((_, index) => index));
      for (const [x, y] of pairs) if (x !== null && y !== null) expect(a[x]?.[0]).toBe(b[y]?.[0]);
    }),
  );
});

it("sets a trace beside itself without a gap", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("l", "t1", "r"), { maxLength: 60 }), (a) => {
      expect(alignSteps(side(a), side(a))).toEqual(a.map((_, index) => [index, index]));
    }),
  );
});
