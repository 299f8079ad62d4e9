import { describe, expect, it } from "vitest";

import { spanOf } from "./testing";
import { depthFirst, timelineTree } from "./timeline-tree";

const idsOf = (nodes: { span: { id: string } }[]) => nodes.map((node) => node.span.id);

describe("the tree of a timeline", () => {
  it("puts children under their parent in order of their start, whatever order they came in", () => {
    const tree = timelineTree([
      spanOf("late", { parentId: "root", startMs: 50 }),
      spanOf("early", { parentId: "root", startMs: 10 }),
      spanOf("root", { durationMs: 100 }),
    ]);
    expect(idsOf(tree.roots)).toEqual(["root"]);
    expect(idsOf(tree.roots[0]!.children)).toEqual(["early", "late"]);
    expect(tree.roots[0]!.descendants).toBe(2);
    expect(tree.endMs).toBe(100);
  });

  it("shows a span whose parent never arrived as a root and says so", () => {
    const tree = timelineTree([spanOf("root"), spanOf("lost", { parentId: "never", startMs: 5 })]);
    expect(idsOf(tree.roots)).toEqual(["root", "lost"]);
    expect(tree.roots.map((node) => node.orphan)).toEqual([false, true]);
    expect(tree.orphans).toBe(1);
  });

  it("opens a cycle at one place and shows every member once", () => {
    const tree = timelineTree([
      spanOf("a", { parentId: "b", startMs: 1 }),
      spanOf("b", { parentId: "a", startMs: 2 }),
      spanOf("below", { parentId: "b", startMs: 0 }),
      spanOf("self", { parentId: "self", startMs: 3 }),
    ]);
    const all = depthFirst(tree.roots);
    expect(idsOf(all).sort()).toEqual(["a", "b", "below", "self"]);
    expect(tree.roots.every((node) => node.cyclic)).toBe(true);
  });

  it("keeps one span of two with the same id", () => {
    expect(depthFirst(timelineTree([spanOf("a"), spanOf("a")]).roots)).toHaveLength(1);
  });

  it("moves a child of another service that begins before its parent into the middle of it", () => {
    const tree = timelineTree([
      spanOf("root", { startMs: 100, durationMs: 100, service: "web" }),
      spanOf("remote", { parentId: "root", startMs: 20, durationMs: 40, service: "models" }),
      spanOf("below", { parentId: "remote", startMs: 30, durationMs: 10, service: "models" }),
    ]);
    const [remote] = tree.roots[0]!.children;
    expect(remote).toMatchObject({ startMs: 130, endMs: 170, skewMs: 110 });
    expect(remote!.children[0]).toMatchObject({ startMs: 140, skewMs: 110 });
    expect(tree.skewed).toBe(2);
  });

  it("leaves a child of the same service where it says, also when it outlives its parent", () => {
    const tree = timelineTree([
      spanOf("root", { durationMs: 10, service: "web" }),
      spanOf("detached", { parentId: "root", startMs: 5, durationMs: 50, service: "web" }),
    ]);
    expect(tree.roots[0]!.children[0]).toMatchObject({ startMs: 5, endMs: 55, skewMs: 0 });
    expect(tree.endMs).toBe(55);
  });

  it("stretches a span that has not ended as far as anything is known", () => {
    const tree = timelineTree([
      spanOf("root", { durationMs: null }),
      spanOf("done", { parentId: "root", startMs: 10, durationMs: 30 }),
    ]);
    expect(tree.roots[0]!.endMs).toBe(40);
    expect(tree.open).toBe(1);
  });

  it("marks every ancestor of a failure", () => {
    const tree = timelineTree([
      spanOf("root"),
      spanOf("middle", { parentId: "root" }),
      spanOf("failed", { parentId: "middle", failed: true }),
      spanOf("fine", { parentId: "root" }),
    ]);
    expect(
      depthFirst(tree.roots)
        .filter((node) => node.failedWithin)
        .map((node) => node.span.id)
        .sort(),
    ).toEqual(["failed", "middle", "root"]);
  });

  it("takes a chain of twenty thousand spans", () => {
    const spans = Array.from({ length: 20_000 }, (_, i) =>
      spanOf(`s${i}`, { parentId: i === 0 ? null : `s${i - 1}`, startMs: i }),
    );
    expect(timelineTree(spans).roots[0]!.descendants).toBe(19_999);
  });
});
