import { describe, expect, it } from "vitest";

import { seeded } from "@/lib/stats/random";

import { criticalPath, lengthOf } from "./critical-path";
import { spanOf } from "./testing";
import { timelineTree } from "./timeline-tree";

const pathOf = (...spans: Parameters<typeof timelineTree>[0]) => {
  const tree = timelineTree(spans);
  return Object.fromEntries(
    [...criticalPath(tree.roots, tree.endMs)].map(([id, own]) => [
      id,
      own.map(({ fromMs, toMs }) => [fromMs, toMs]),
    ]),
  );
};

describe("the critical path", () => {
  it("of spans one after the other is all of them, and what lies between is their parent's", () => {
    expect(
      pathOf(
        spanOf("root", { durationMs: 100 }),
        spanOf("a", { parentId: "root", startMs: 10, durationMs: 20 }),
        spanOf("b", { parentId: "root", startMs: 40, durationMs: 50 }),
      ),
    ).toEqual({
      root: [
        [0, 10],
        [30, 40],
        [90, 100],
      ],
      a: [[10, 30]],
      b: [[40, 90]],
    });
  });

  it("of parallel spans is the one that ended last, and what that waited for", () => {
    expect(
      pathOf(
        spanOf("root", { durationMs: 100 }),
        spanOf("short", { parentId: "root", startMs: 0, durationMs: 60 }),
        spanOf("long", { parentId: "root", startMs: 0, durationMs: 100 }),
        spanOf("inner", { parentId: "long", startMs: 20, durationMs: 30 }),
      ),
    ).toEqual({
      long: [
        [0, 20],
        [50, 100],
      ],
      inner: [[20, 50]],
    });
  });

  it("cuts what outlives its parent, and leaves out what began after it", () => {
    expect(
      pathOf(
        spanOf("root", { durationMs: 100 }),
        spanOf("call", { parentId: "root", startMs: 0, durationMs: 50 }),
        spanOf("log", { parentId: "call", startMs: 40, durationMs: 30 }),
        spanOf("after", { parentId: "call", startMs: 55, durationMs: 10 }),
      ),
    ).toEqual({ root: [[50, 100]], call: [[0, 40]], log: [[40, 50]] });
  });

  it("goes on over several roots, and knows no length where nothing took time", () => {
    expect(pathOf(spanOf("one", { durationMs: 10 }), spanOf("two", { startMs: 30, durationMs: 10 }))).toEqual(
      { one: [[0, 10]], two: [[30, 40]] },
    );
    expect(pathOf(spanOf("nothing", { durationMs: 0 }))).toEqual({});
    expect(pathOf()).toEqual({});
  });

  it("never overlaps, lies within its spans and adds up to a root that spans the trace", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const spans = [spanOf("s0", { durationMs: 1000 })];
      const depth = [{ startMs: 0, durationMs: 1000 }];
      for (let n = 1; n < 60; n++) {
        const parent = Math.floor(random() * n);
        const { startMs: from, durationMs: room } = depth[parent]!;
        const startMs = from + Math.floor(random() * room);
        // Some outlive what they are part of.
        const durationMs = Math.floor(random() * Math.max(1, room) * 1.2);
        depth.push({ startMs, durationMs });
        spans.push(spanOf(`s${n}`, { parentId: `s${parent}`, startMs, durationMs }));
      }
      const tree = timelineTree(spans);
      const root = tree.roots[0]!;
      const path = criticalPath(tree.roots, root.endMs);
      const all = [...path].flatMap(([id, own]) => own.map((stretch) => ({ id, ...stretch })));
      const ordered = all.toSorted((a, b) => a.fromMs - b.fromMs);
      for (const [index, { id, fromMs, toMs }] of ordered.entries()) {
        const { startMs, durationMs } = spans.find((span) => span.id === id)!;
        expect(fromMs).toBeGreaterThanOrEqual(startMs);
        expect(toMs).toBeLessThanOrEqual(startMs + durationMs!);
        expect(fromMs).toBe(index === 0 ? 0 : ordered[index - 1]!.toMs);
      }
      expect(lengthOf(all)).toBe(1000);
    }
  });

  it("follows a chain of many thousand spans", () => {
    const spans = Array.from({ length: 50_000 }, (_, n) =>
      spanOf(`s${n}`, { parentId: n === 0 ? null : `s${n - 1}`, startMs: n, durationMs: 100_000 - 2 * n }),
    );
    const tree = timelineTree(spans);
    expect(criticalPath(tree.roots, tree.endMs).size).toBe(50_000);
  });
});
