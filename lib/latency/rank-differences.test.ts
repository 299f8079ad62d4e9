import { expect, it } from "vitest";

import { rankDifferences } from "./rank-differences";

const count = (attribute: string, value: string | null, inside: number, outside: number) => ({
  attribute,
  value,
  inside,
  outside,
});

it("the surest difference comes first, with both shares and how many times as frequent it is", () => {
  const ranked = rankDifferences(
    [
      count("model", "slow", 900, 100),
      count("model", "fast", 100, 900),
      count("feature", "search", 500, 300),
      count("feature", "chat", 500, 700),
    ],
    { inside: 1000, outside: 1000 },
  );
  expect(ranked.map(({ attribute, value, ratio }) => [attribute, value, ratio])).toEqual([
    ["model", "slow", 9],
    ["feature", "search", 500 / 300],
  ]);
  expect(ranked[0]).toMatchObject({ insideShare: 0.9, outsideShare: 0.1 });
});

it("a handful is a coincidence: one of five against one of a thousand users", () => {
  expect(rankDifferences([count("user", "u", 1, 1)], { inside: 5, outside: 1000 })).toEqual([]);
});

it("what never happens outside has no ratio", () => {
  const [first] = rankDifferences([count("failure", "timeout", 80, 0)], { inside: 100, outside: 1000 });
  expect(first?.ratio).toBeNull();
});

it("a rarer value is told only where none of its attribute is more frequent", () => {
  const even = ["a", "b", "c", "d", "e"].map((value) => count("release", value, 20, 16));
  const ranked = rankDifferences([...even, count("release", "old", 0, 920)], { inside: 100, outside: 1000 });
  expect(ranked.filter(({ sure }) => sure < 0)).toEqual([]);
  const alone = rankDifferences([count("release", "old", 0, 920)], { inside: 100, outside: 1000 });
  expect(alone.map(({ value, ratio }) => [value, ratio])).toEqual([["old", 0]]);
});

it("an empty side has nothing to compare", () => {
  expect(rankDifferences([count("model", "m", 5, 0)], { inside: 5, outside: 0 })).toEqual([]);
});

it("finds nothing in a box that was drawn at random, whatever the number of users", () => {
  let state = 11;
  const draw = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  // A heavy tail: a few users make most of the traffic.
  const user = () => `u${Math.floor(500 * draw() ** 3)}`;
  const count500 = (n: number) => {
    const counts = new Map<string, number>();
    for (let index = 0; index < n; index++) {
      const value = user();
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  };
  let found = 0;
  for (let box = 0; box < 100; box++) {
    const [inside, outside] = [count500(400), count500(4000)];
    const counts = [...new Set([...inside.keys(), ...outside.keys()])].map((value) =>
      count("user", value, inside.get(value) ?? 0, outside.get(value) ?? 0),
    );
    found += rankDifferences(counts, { inside: 400, outside: 4000 }).length;
  }
  expect(found).toBeLessThanOrEqual(10);
});
