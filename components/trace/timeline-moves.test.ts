import { describe, expect, it } from "vitest";

import { spanOf } from "./testing";
import { foldsOf } from "./fold-repeats";
import { enter, fold, leave, ROW_KEYS, type TimelinePlace, zoomBy } from "./timeline-moves";
import { timelineRows } from "./timeline-rows";
import { timelineTree } from "./timeline-tree";

const tree = timelineTree([
  spanOf("root", { durationMs: 100 }),
  spanOf("a", { parentId: "root", startMs: 0, durationMs: 20 }),
  spanOf("a1", { parentId: "a", startMs: 5, durationMs: 5 }),
  spanOf("b", { parentId: "root", startMs: 60, durationMs: 20 }),
]);
const ALL = { fromMs: 0, toMs: 100 };
/** At a row by its span, with some spans closed. */
const place = (id: string | null, closed: string[] = [], window = ALL): TimelinePlace => {
  const rows = timelineRows(tree.roots, { collapsed: new Set(closed) });
  const at = rows.findIndex((row) => row.node.span.id === id);
  return { rows, at, window, zoomed: window !== ALL, endMs: 100 };
};
const press = (key: string, at: TimelinePlace) => ROW_KEYS[key]?.(at);

describe("keys of a timeline", () => {
  it("close an open row, then go to its parent, and stay at the first", () => {
    expect(leave(place("a"))).toEqual({ toggle: "a" });
    expect(leave(place("a", ["a"]))).toEqual({ to: 0 });
    expect(leave(place("b"))).toEqual({ to: 0 });
    expect(leave(place("a1"))).toEqual({ to: 1 });
    expect(leave(place("root", ["root"]))).toEqual({ to: -1 });
    expect(leave(place(null))).toBeNull();
  });

  it("open a closed row, then go into it; a leaf has nothing to open", () => {
    expect(enter(place("a", ["a"]))).toEqual({ toggle: "a" });
    expect(enter(place("a"))).toEqual({ to: 2 });
    expect(enter(place("b"))).toBeNull();
    expect(enter(place(null))).toBeNull();
  });

  it("go up and down by one and by twenty, to either end, and open the side panel", () => {
    const at = place("a");
    const asked = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map((key) => press(key, at));
    expect(asked).toEqual([{ to: 2 }, { to: 0 }, { to: 21 }, { to: -19 }, { to: 0 }, { to: 3 }]);
    expect(press("Enter", at)).toEqual({ to: 1, open: true });
    expect(press("x", at)).toBeUndefined();
  });

  it("move along the trace while a part of it is shown", () => {
    const part = place("a", [], { fromMs: 40, toMs: 60 });
    expect(press("ArrowLeft", part)).toEqual({ window: { fromMs: 35, toMs: 55 } });
    expect(press("ArrowRight", part)).toEqual({ window: { fromMs: 45, toMs: 65 } });
    expect(press("ArrowLeft", place("a"))).toEqual({ toggle: "a" });
    expect(press("ArrowRight", place("a"))).toEqual({ to: 2 });
  });
});

describe("the key for repeats", () => {
  const repeats = Array.from({ length: 12 }, (_, i) =>
    spanOf(`r${i}`, { parentId: "root", startMs: i + 1, durationMs: 1, name: "retrieve" }),
  );
  const { roots } = timelineTree([
    spanOf("root", { durationMs: 100 }),
    spanOf("before", { parentId: "root", startMs: 0, durationMs: 0, name: "plan" }),
    ...repeats,
    spanOf("below", { parentId: "r3", startMs: 4, durationMs: 1, name: "embed" }),
    spanOf("after", { parentId: "root", startMs: 50, durationMs: 1, name: "answer" }),
  ]);
  const asked = (id: string, unfolded: string[] = []) => {
    const rows = timelineRows(roots, {
      collapsed: new Set(),
      folds: foldsOf(roots),
      unfolded: new Set(unfolded),
    });
    const at = rows.findIndex(({ node }) => node.span.id === id);
    expect(at).toBeGreaterThanOrEqual(0);
    return fold({ rows, at, window: ALL, zoomed: false, endMs: 100 });
  };

  it("opens them, and folds them from each of them and from what lies below one", () => {
    expect(asked("r0")).toEqual({ toggleFold: "r0" });
    for (const id of ["r0", "r3", "r11", "below"]) expect(asked(id, ["r0"])).toEqual({ toggleFold: "r0" });
    for (const id of ["root", "before", "after"]) expect(asked(id, ["r0"])).toBeNull();
  });
});

describe("zooming by keys", () => {
  it("is around the active span when it begins in sight, else around the middle", () => {
    expect(zoomBy("in", place("b"))).toEqual({ fromMs: 35, toMs: 85 });
    expect(zoomBy("in", place(null))).toEqual({ fromMs: 25, toMs: 75 });
    expect(zoomBy("in", place("b", [], { fromMs: 0, toMs: 40 }))).toEqual({ fromMs: 10, toMs: 30 });
  });

  it("does not follow a span beyond the edge of what is shown", () => {
    expect(zoomBy("in", place("b", [], { fromMs: 20, toMs: 60 }))).toEqual({ fromMs: 40, toMs: 60 });
  });

  it("out is around the middle", () => {
    expect(zoomBy("out", place("b", [], { fromMs: 40, toMs: 60 }))).toEqual({ fromMs: 30, toMs: 70 });
  });
});
