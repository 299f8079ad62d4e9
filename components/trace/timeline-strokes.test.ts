import { expect, it } from "vitest";

import { spanOf } from "./testing";
import { strokeOf, strokesOf } from "./timeline-strokes";
import { timelineTree } from "./timeline-tree";

const window = { fromMs: 0, toMs: 1000 };

it("stretches are drawn where they lie, merged where nobody sees a gap, cut where the window ends", () => {
  expect(
    strokeOf(
      [
        { fromMs: 500, toMs: 600 },
        { fromMs: 0, toMs: 100 },
        { fromMs: 100.5, toMs: 200 },
        { fromMs: 900, toMs: 4000 },
        { fromMs: 5000, toMs: 6000 },
      ],
      window,
    ),
  ).toBe("M0 .5H200M500 .5H600M900 .5H1001.5");
  expect(strokeOf([{ fromMs: 10, toMs: 10 }], window)).toBe("M10 .5H11.5");
  expect(strokeOf([], window)).toBe("");
});

it("a hundred thousand spans are a small drawing, what failed on top", () => {
  const { roots } = timelineTree(
    Array.from({ length: 100_000 }, (_, n) =>
      spanOf(`s${n}`, { kind: n % 2 ? "tool" : "llm", failed: n === 5, startMs: n / 100, durationMs: 0.005 }),
    ),
  );
  const strokes = strokesOf(roots, window);
  expect(strokes.map(([colour]) => colour)).toEqual(["llm", "tool", "failed"]);
  expect(JSON.stringify(strokes).length).toBeLessThan(100);
});
