import { describe, expect, it } from "vitest";

import { criticalPath, type PathSpan } from "./critical-path";

const at = (item: string, startNs: number, endNs: number, ...children: PathSpan<string>[]) => ({
  item,
  startNs,
  endNs,
  children,
});
/** In order of time: "a 0-10". */
const path = (tops: PathSpan<string>[], toNs: number, fromNs = 0): string[] =>
  criticalPath(tops, fromNs, toNs)
    .toReversed()
    .map(({ item, fromNs: from, toNs: to }) => `${item ?? "nothing"} ${from}-${to}`);

describe("what the end waited for", () => {
  it("a span where no child of it ran, its children one after the other elsewhere", () => {
    expect(path([at("a", 0, 100, at("b", 10, 40), at("c", 50, 90))], 100)).toEqual([
      "a 0-10",
      "b 10-40",
      "a 40-50",
      "c 50-90",
      "a 90-100",
    ]);
  });
  it("of children at the same time the one that ended last", () => {
    expect(path([at("a", 0, 100, at("b", 10, 40), at("c", 10, 90), at("d", 12, 60))], 100)).toEqual([
      "a 0-10",
      "c 10-90",
      "a 90-100",
    ]);
  });
  it("before one that waited for nothing, what was running then", () => {
    expect(path([at("a", 0, 30, at("b", 0, 20), at("c", 10, 30))], 30)).toEqual(["b 0-10", "c 10-30"]);
  });
  it("goes down to what the child waited for, within the time that the child is waited for", () => {
    const tree = at("a", 0, 100, at("b", 0, 50, at("b1", 5, 50)), at("c", 40, 100, at("c1", 45, 80)));
    expect(path([tree], 100)).toEqual(["b 0-5", "b1 5-40", "c 40-45", "c1 45-80", "c 80-100"]);
  });
  it("children that outlive their parent, or start before it", () => {
    expect(path([at("a", 10, 50, at("b", 20, 90))], 90)).toEqual(["nothing 0-10", "a 10-20", "b 20-90"]);
    expect(path([at("a", 10, 50, at("b", 0, 40))], 50)).toEqual(["nothing 0-10", "b 10-40", "a 40-50"]);
  });
  it("nothing between spans without a common parent", () => {
    expect(path([at("a", 0, 10), at("b", 30, 40)], 50)).toEqual([
      "a 0-10",
      "nothing 10-30",
      "b 30-40",
      "nothing 40-50",
    ]);
  });
  it("is empty for no time", () => {
    expect(path([at("a", 0, 0)], 0)).toEqual([]);
  });
});
