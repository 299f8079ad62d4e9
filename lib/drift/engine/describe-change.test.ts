import { expect, it } from "vitest";

import { advance, thresholdOf } from "./advance";
import { HOUR_MS, type Cell, type Signal } from "./cell";
import { MONDAY, Simulated } from "./cells.testing";
import { describeChange, type ChangeDescription } from "./describe-change";
import { fitModel } from "./fit-model";
import type { Model } from "./model";
import { startState, type Finding } from "./state";

const LIVE = MONDAY + 10 * 24 * HOUR_MS;
const CHANGE = LIVE + 8 * HOUR_MS;

function describeRuns(
  signal: Signal,
  runs: number,
  cellsOf: (simulated: Simulated, from: number, hours: number) => Cell[],
): ChangeDescription[] {
  return Array.from({ length: runs }, (_, run) => {
    const simulated = new Simulated(run + 1, 300);
    const model = fitModel(signal, cellsOf(simulated, MONDAY, 240)) as Model;
    const live = cellsOf(simulated, LIVE, 20);
    const { finding } = advance(model, startState(model), live, { weight: 0.1, threshold: thresholdOf(8) });
    return describeChange(model, finding as Finding, live) as ChangeDescription;
  });
}

const share = (found: ChangeDescription[], holds: (one: ChangeDescription) => boolean): number =>
  found.filter(holds).length / found.length;

it("a share: the true beginning and size lie in their intervals", () => {
  const found = describeRuns({ kind: "share", direction: "up" }, 20, (simulated, from, hours) =>
    simulated.share(from, hours, (at) => (at >= CHANGE ? 0.12 : 0.04)),
  );
  expect(share(found, ({ began }) => began.from <= CHANGE && CHANGE <= began.to)).toBeGreaterThanOrEqual(
    0.85,
  );
  // Not by being wide.
  expect(share(found, ({ began }) => began.to - began.from <= 2 * HOUR_MS)).toBeGreaterThanOrEqual(0.8);
  // The season is a fifth of it up and down, the mean of its second half of the day is near 0.
  expect(share(found, ({ change }) => change.low <= 0.08 && 0.08 <= change.high)).toBeGreaterThanOrEqual(0.9);
  expect(share(found, ({ change }) => change.low > 0)).toBe(1);
  expect(found[0]?.unit).toBe("share");
});

it("a latency is told as the factor of its level", () => {
  const found = describeRuns({ kind: "distribution", direction: "up" }, 10, (simulated, from, hours) =>
    simulated.latency(from, hours, (at) => (at >= CHANGE ? 1.4 : 1)),
  );
  const level = found.filter(({ unit }) => unit === "ratio");
  expect(level.length).toBeGreaterThan(5);
  expect(share(level, ({ change }) => change.low <= 1.4 && 1.4 <= change.high)).toBeGreaterThanOrEqual(0.9);
  expect(share(found, ({ began }) => began.from <= CHANGE && CHANGE <= began.to)).toBeGreaterThanOrEqual(
    0.85,
  );
});

it("says nothing of a component that is not watched", () => {
  const simulated = new Simulated(1, 300);
  const model = fitModel(
    { kind: "share", direction: "up" },
    simulated.share(MONDAY, 240, () => 0.1),
  ) as Model;
  const finding = {
    detectedAt: LIVE,
    recoveredAt: null,
    component: "gone",
    direction: "up",
    began: { at: LIVE },
  } as const;
  expect(describeChange(model, finding, [])).toBeNull();
});
