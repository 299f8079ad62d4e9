import { expect, it } from "vitest";

import type { StepFigures } from "@/lib/replay/recording";

import { emphasize } from "./emphasize";
import { NOT_BILLED } from "@/lib/replay/step-figures";
import { spanOf } from "./testing";
import { timelineTree } from "./timeline-tree";

const tree = timelineTree([
  spanOf("root", { durationMs: 100 }),
  spanOf("cheap", { parentId: "root", startMs: 0, durationMs: 30 }),
  spanOf("dear", { parentId: "root", startMs: 30, durationMs: 60, failed: true }),
  spanOf("tool", { parentId: "root", startMs: 90, durationMs: 5 }),
]);
const billed = (costNanoUsd: number | null, isEstimated = false): StepFigures => ({
  ...NOT_BILLED,
  isBilled: true,
  costNanoUsd,
  isEstimated,
});
const [root] = tree.roots;
const nodeOf = (id: string) => root!.children.find(({ span }) => span.id === id)!;
const costOf = (figures: Record<string, StepFigures>, ...ids: string[]) =>
  emphasize("cost", tree, new Map(Object.entries(figures))).figureOf(
    ids.length === 0 ? [root!] : ids.map(nodeOf),
  );

it("a span's cost is that of all below it, and says what of it is not known", () => {
  expect(costOf({ cheap: billed(1_000_000), dear: billed(20_000_000) })?.text).toBe("$0.021");
  expect(costOf({ cheap: billed(1_000_000), dear: billed(null) })).toEqual({
    text: "≥ $0.001",
    tip: "$0.001 for 1\u00a0call\n1\u00a0call without a known cost left out",
  });
  expect(costOf({ cheap: billed(1_000_000, true), dear: billed(20_000_000) })?.text).toBe("~ $0.021");
  expect(costOf({ dear: billed(null) })?.text).toBe("–");
  expect(costOf({})).toBeNull();
  expect(costOf({ cheap: billed(2_000_000), dear: billed(20_000_000) }, "cheap", "tool")?.text).toBe(
    "$0.002",
  );
});

it("what costs most is drawn most strongly, what is not billed faintly", () => {
  const { strengths, spent } = emphasize(
    "cost",
    tree,
    new Map([
      ["cheap", billed(1_000_000)],
      ["dear", billed(20_000_000)],
    ]),
  );
  expect(strengths.get("dear")).toBe(1);
  expect(strengths.get("cheap")).toBeLessThan(0.6);
  expect(strengths.has("tool")).toBe(false);
  expect(spent).toEqual([
    { ms: 30, nano: 1_000_000 },
    { ms: 90, nano: 21_000_000 },
  ]);
});

it("errors are the spans that failed, and the way to them", () => {
  const { strengths, figureOf } = emphasize("errors", tree, new Map());
  expect([...strengths]).toEqual([
    ["root", 0.6],
    ["dear", 1],
  ]);
  expect(figureOf([nodeOf("cheap")])).toBeNull();
  expect(figureOf([nodeOf("cheap"), nodeOf("dear")])?.tip).toBe("1 of 2 failed");
});

it("the critical path says how long the end waited for a span itself", () => {
  const { figureOf } = emphasize("critical", tree, new Map());
  expect(figureOf([root!])?.tip).toEqual(
    expect.stringMatching(/^The end waited 5\sms for it itself: 5\s% of the trace$/),
  );
  expect(figureOf([nodeOf("cheap"), nodeOf("dear")])?.text).toMatch(/^90\.0\sms$/);
});
