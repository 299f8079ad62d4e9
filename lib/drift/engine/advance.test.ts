import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { normal, seeded } from "@/lib/stats/random";

import { advance, thresholdOf, type Watch } from "./advance";
import { CELL_MS, HOUR_MS, type Cell, type Signal } from "./cell";
import { MONDAY, Simulated } from "./cells.testing";
import { fitModel } from "./fit-model";
import type { Model } from "./model";
import { adopt, evidenceOf, startState, type State } from "./state";

const WATCH: Watch = { weight: 1 / 40, threshold: thresholdOf(8) };
const BASELINE_HOURS = 14 * 24;
const LIVE = MONDAY + BASELINE_HOURS * HOUR_MS;
const CHANGE = LIVE + 6 * HOUR_MS;

function modelOf(signal: Signal, cells: readonly Cell[]): Model {
  const model = fitModel(signal, cells);
  if ("status" in model) throw new Error(JSON.stringify(model));
  return model;
}

const changed = (before: number, after: number) => (at: number) => (at >= CHANGE ? after : before);

const KINDS: {
  name: string;
  signal: Signal;
  cells: (from: number, hours: number, change: boolean) => Cell[];
}[] = [
  {
    name: "an error share",
    signal: { kind: "share", direction: "up" },
    cells: (from, hours, change) =>
      new Simulated(from % 97).share(from, hours, changed(0.01, change ? 0.06 : 0.01)),
  },
  {
    name: "a latency",
    signal: { kind: "distribution", direction: "up" },
    cells: (from, hours, change) =>
      new Simulated(from % 97).latency(from, hours, changed(1, change ? 1.5 : 1)),
  },
  {
    name: "a mean",
    signal: { kind: "mean", direction: "down" },
    cells: (from, hours, change) =>
      new Simulated(from % 97).mean(from, hours, changed(10, change ? 9.5 : 10)),
  },
  {
    name: "a mix",
    signal: { kind: "mix", direction: "both" },
    cells: (from, hours, change) => new Simulated(from % 97).mix(from, hours, changed(0, change ? 0.2 : 0)),
  },
];

describe.each(KINDS)("$name", ({ signal, cells }) => {
  const model = modelOf(signal, cells(MONDAY, BASELINE_HOURS, false));

  it("is found within the hour when it changes, not before, and says which way", () => {
    const { finding } = advance(model, startState(model), cells(LIVE, 12, true), WATCH);
    expect(finding?.detectedAt).toBeGreaterThan(CHANGE);
    expect(finding?.detectedAt).toBeLessThanOrEqual(CHANGE + HOUR_MS);
    expect(Math.abs((finding?.began.at as number) - CHANGE)).toBeLessThanOrEqual(HOUR_MS / 4);
    if (signal.direction !== "both") expect(finding?.direction).toBe(signal.direction);
  });

  it("recovers when it is as before, and can be found again", () => {
    let state = advance(model, startState(model), cells(LIVE, 12, true), WATCH);
    expect(state.phase).toBe("drifting");
    state = advance(model, state, cells(LIVE + 12 * HOUR_MS, 12, false), WATCH);
    expect(state.phase).toBe("watching");
    expect(state.finding?.recoveredAt).toBeGreaterThan(LIVE + 12 * HOUR_MS);
    const again = advance(model, state, cells(LIVE + 24 * HOUR_MS, 6, true), WATCH);
    expect(again.phase).toBe("drifting");
    expect(again.finding?.detectedAt).not.toBe(state.finding?.detectedAt);
  });

  it("is the same state however its cells are cut, and after being stored", () => {
    const live = cells(LIVE, 9, true);
    const whole = advance(model, startState(model), live, WATCH);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: live.length }), { maxLength: 5 }), (cuts) => {
        let state: State = startState(model);
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), live.length]) {
          state = JSON.parse(JSON.stringify(advance(model, state, live.slice(from, to), WATCH))) as State;
          from = to;
        }
        expect(state).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it("takes each cell once, and leaves the state that it was given", () => {
    const live = cells(LIVE, 4, false);
    const start = startState(model);
    const once = advance(model, start, live, WATCH);
    expect(start).toEqual(startState(model));
    expect(advance(model, once, live, WATCH)).toEqual(once);
  });

  it("keeps its evidence under a newer model", () => {
    const state = advance(model, startState(model), cells(LIVE, 6, false), WATCH);
    expect(evidenceOf(adopt(model, state, model))).toBe(evidenceOf(state));
  });
});

it("a weekend is no change to a baseline of working days, a working day is watched", () => {
  const simulated = new Simulated(5);
  const weekend = (at: number): number =>
    at >= MONDAY + 120 * HOUR_MS && at < MONDAY + 168 * HOUR_MS ? 0.2 : 0.05;
  const model = modelOf({ kind: "share", direction: "up" }, simulated.share(MONDAY, 96, weekend));
  const friday = MONDAY + 96 * HOUR_MS;
  const state = advance(model, startState(model), simulated.share(friday, 72, weekend), WATCH);
  expect(state.finding).toBeNull();
  const worse = simulated.share(MONDAY + 168 * HOUR_MS, 12, () => 0.2);
  expect(advance(model, state, worse, WATCH).finding).not.toBeNull();
});

it("a weight of nothing gathers nothing", () => {
  const { signal, cells } = KINDS[0] as (typeof KINDS)[number];
  const model = modelOf(signal, cells(MONDAY, BASELINE_HOURS, false));
  const state = advance(model, startState(model), cells(LIVE, 12, true), { ...WATCH, weight: 0 });
  expect(evidenceOf(state)).toBe(0);
});

it("raises no more alarms where nothing changes than are promised", { timeout: 60_000 }, () => {
  // Forty short features of one share each, every one with all of the project's weight: 40 weeks, so 10 alarms at one in 4.
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const simulated = new Simulated(seed, 600);
    // The level wanders: a fifth of it within an hour or two.
    let wander = 0;
    let last = 0;
    const shareAt = (at: number): number => {
      if (at !== last) wander = wander * 0.96 + 0.2 * (simulated.random() - 0.5);
      last = at;
      return 0.1 * Math.exp(wander);
    };
    const model = modelOf(
      { kind: "share", direction: "both" },
      simulated.share(MONDAY, BASELINE_HOURS, shareAt),
    );
    const watch = { weight: 1, threshold: thresholdOf(4) };
    const state = advance(model, startState(model), simulated.share(LIVE, 168, shareAt), watch);
    if (state.finding !== null) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(10);
});

it("a busy series that wanders far keeps the promise, too", { timeout: 60_000 }, () => {
  // So many interactions that every excursion is seen as it is: in 48 weeks it goes beyond three standard deviations again and again.
  let alarms = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const random = seeded(seed);
    const keep = Math.exp(-1 / 24);
    let level = 0.4 * normal(random);
    const cells = (from: number, hours: number): Cell[] =>
      Array.from({ length: hours * 12 }, (_, index) => {
        level = level * keep + 0.4 * Math.sqrt(1 - keep * keep) * normal(random);
        const [n, mean] = [400, 10 + level + normal(random) / 20];
        const at = from + index * CELL_MS;
        return { at, lengthMs: CELL_MS, n, sum: n * mean, squares: n * (mean * mean + 1) };
      });
    const model = modelOf({ kind: "mean", direction: "both" }, cells(MONDAY, BASELINE_HOURS));
    const watch = { weight: 1, threshold: thresholdOf(8) };
    let state = startState(model);
    for (let week = 0; week < 4; week++) {
      const live = cells(LIVE + week * 168 * HOUR_MS, 168);
      state = advance(model, { ...state, finding: null }, live, watch);
      if (state.finding !== null) alarms++;
    }
  }
  expect(alarms).toBeLessThanOrEqual(6);
});
