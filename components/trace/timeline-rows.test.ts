import { describe, expect, it } from "vitest";

import { spanOf } from "./testing";
import { parallelLanes, timelineRows } from "./timeline-rows";
import { timelineTree } from "./timeline-tree";

const tree = timelineTree([
  spanOf("root", { durationMs: 100 }),
  spanOf("a", { parentId: "root", startMs: 0, durationMs: 20 }),
  spanOf("a1", { parentId: "a", startMs: 5, durationMs: 5 }),
  spanOf("b", { parentId: "root", startMs: 20, durationMs: 20 }),
  spanOf("c", { parentId: "root", startMs: 25, durationMs: 20 }),
  spanOf("d", { parentId: "root", startMs: 60, durationMs: 20 }),
]);
const rowsWithout = (...collapsed: string[]) => timelineRows(tree.roots, { collapsed: new Set(collapsed) });

describe("the rows of a timeline", () => {
  it("are the spans depth first with their level", () => {
    expect(rowsWithout().map((row) => [row.node.span.id, row.level])).toEqual([
      ["root", 1],
      ["a", 2],
      ["a1", 3],
      ["b", 2],
      ["c", 2],
      ["d", 2],
    ]);
  });

  it("leave out what lies below a collapsed span, but not the span", () => {
    expect(rowsWithout("a").map((row) => row.node.span.id)).toEqual(["root", "a", "b", "c", "d"]);
    expect(rowsWithout("root").map((row) => row.node.span.id)).toEqual(["root"]);
  });

  it("say whether there is anything to open", () => {
    expect(rowsWithout("a").map((row) => row.expanded)).toEqual([true, false, null, null, null]);
  });

  it("count positions among siblings for screen readers", () => {
    expect(
      rowsWithout()
        .slice(3)
        .map((row) => [row.position, row.siblings]),
    ).toEqual([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it("mark siblings that run at the same time", () => {
    expect(rowsWithout().map((row) => [row.node.span.id, row.lane, row.parallel])).toEqual([
      ["root", null, 0],
      ["a", null, 0],
      ["a1", null, 0],
      ["b", "first", 1],
      ["c", "last", 1],
      ["d", null, 0],
    ]);
  });

  it("do not take one that begins in the last moment of another for parallel", () => {
    const nodes = timelineTree([
      spanOf("x", { durationMs: 100 }),
      spanOf("y", { startMs: 99, durationMs: 100 }),
    ]).roots;
    expect(parallelLanes(nodes).map((lane) => lane.lane)).toEqual([null, null]);
  });
});
