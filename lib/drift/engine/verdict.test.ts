import { expect, it } from "vitest";

import { advance, thresholdOf, type Watch } from "./advance";
import { HOUR_MS } from "./cell";
import { MONDAY, Simulated } from "./cells.testing";
import { fitModel } from "./fit-model";
import type { Model } from "./model";
import { startState } from "./state";
import { verdictOf, type LeastShown } from "./verdict";
import { IMPORTANCE, weightsOf } from "./weights";

const LIVE = MONDAY + 14 * 24 * HOUR_MS;
const WATCH: Watch = { weight: 1 / 16, threshold: thresholdOf(8) };

const modelOf = (seed: number, perHour: number): Model =>
  fitModel(
    { kind: "share", direction: "up" },
    new Simulated(seed, perHour).share(MONDAY, 336, () => 0.02),
  ) as Model;

function shownIn(hours: number, perHour: number): LeastShown {
  const model = modelOf(1, perHour);
  const live = new Simulated(2, perHour).share(LIVE, 24, () => 0.02);
  const { leastShown } = verdictOf(model, advance(model, startState(model), live, WATCH), WATCH);
  return leastShown.find(({ inHours }) => inHours === hours) as LeastShown;
}

it("is quiet with little evidence, and drifting with all of it", () => {
  const model = modelOf(1, 500);
  const quiet = advance(
    model,
    startState(model),
    new Simulated(2).share(LIVE, 24, () => 0.02),
    WATCH,
  );
  const calm = verdictOf(model, quiet, WATCH);
  expect(calm).toMatchObject({ status: "quiet", current: [{ component: "share", unit: "share" }] });
  expect(calm.evidence).toBeLessThan(0.5);
  const worse = advance(
    model,
    startState(model),
    new Simulated(2).share(LIVE, 3, () => 0.2),
    WATCH,
  );
  const verdict = verdictOf(model, worse, WATCH);
  expect(verdict).toMatchObject({ status: "drifting", finding: { component: "share", direction: "up" } });
  expect(verdict.evidence).toBeGreaterThanOrEqual(1);
  expect(verdict.current[0]?.now).toBeGreaterThan(0.15);
});

it("could have shown smaller changes in more time, and with more traffic", () => {
  const change = (hours: number, perHour: number): number => shownIn(hours, perHour).change as number;
  expect(change(24, 500)).toBeLessThan(change(1, 500));
  expect(change(24, 500)).toBeLessThan(change(24, 50));
});

it("shows a change of the size that it says it could show", { timeout: 60_000 }, () => {
  const { change } = shownIn(24, 200);
  let found = 0;
  for (let run = 0; run < 20; run++) {
    const model = modelOf(100 + run, 200);
    const live = new Simulated(500 + run, 200).share(LIVE, 24, () => 0.02 + (change as number));
    if (advance(model, startState(model), live, WATCH).finding !== null) found++;
  }
  // 80 % are promised: of 20 that is 16, and fewer than 11 are drawn once in a hundred times.
  expect(found).toBeGreaterThanOrEqual(11);
  const half = Array.from({ length: 10 }, (_, run) => {
    const model = modelOf(100 + run, 200);
    const live = new Simulated(700 + run, 200).share(LIVE, 24, () => 0.02 + (change as number) / 2);
    return advance(model, startState(model), live, WATCH).finding;
  });
  expect(half.filter((finding) => finding !== null).length).toBeLessThanOrEqual(5);
});

it("of what never happened and seldom could, says a change that it does show", { timeout: 60_000 }, () => {
  const perHour = 7.5;
  const modelSeen = (seed: number) =>
    fitModel(
      { kind: "share", direction: "up" },
      new Simulated(seed, perHour).share(MONDAY, 336, () => 0),
    ) as Model;
  const model = modelSeen(1);
  const quiet = advance(
    model,
    startState(model),
    new Simulated(2, perHour).share(LIVE, 24, () => 0),
    WATCH,
  );
  const { change } = verdictOf(model, quiet, WATCH).leastShown.find(
    ({ inHours, direction }) => inHours === 24 && direction === "up",
  ) as LeastShown;
  expect(change).not.toBeNull();
  const found = Array.from({ length: 10 }, (_, run) => {
    const own = modelSeen(100 + run);
    const live = new Simulated(500 + run, perHour).share(LIVE, 24, () => change as number);
    return advance(own, startState(own), live, WATCH).finding;
  }).filter((finding) => finding !== null);
  expect(found.length).toBeGreaterThanOrEqual(5);
});

it("weights add up to one, a feature's being four times a segment's", () => {
  const weights = weightsOf([IMPORTANCE.feature, IMPORTANCE.segment, IMPORTANCE.segment]);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(weights[0]).toBe(4 * (weights[1] as number));
  expect(weightsOf([])).toEqual([]);
});
