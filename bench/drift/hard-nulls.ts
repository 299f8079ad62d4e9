import { advance, thresholdOf } from "@/lib/drift/engine/advance";
import { CELL_MS, HOUR_MS, type Cell, type Signal } from "@/lib/drift/engine/cell";
import { fitModel } from "@/lib/drift/engine/fit-model";
import { startState } from "@/lib/drift/engine/state";
import { histogramOf } from "@/lib/stats/histogram";
import { normal, seeded } from "@/lib/stats/random";

import { report } from "../report";

type Random = () => number;
type Generator = (at: number, lengthMs: number) => Cell;

/** A Monday. */
const START = Date.UTC(2026, 2, 2);
const LIVE_DAYS = 14;
const WEEKS = 8;

/** Baselines: days in all, of which the first come by the hour; live cells are hours where all of it did. */
const BASELINES = [
  { days: 2, byHour: 0 },
  { days: 5, byHour: 0 },
  { days: 12, byHour: 5 },
  { days: 28, byHour: 21 },
  { days: 28, byHour: 28 },
];

/** Ways of changing nothing that the engine was not built on: each makes a series from random numbers. */
const FAMILIES: { name: string; signal: Signal; make: (random: Random) => Generator }[] = [
  {
    name: "cost with a Pareto tail",
    signal: { kind: "mean", direction: "both" },
    make: (random) => {
      const wander = wandering(random, 0.1, 3);
      return (at, lengthMs) => {
        const level = 0.01 * Math.exp(wander(lengthMs));
        let [sum, squares] = [0, 0];
        const n = poisson(random, 200 * (1 + 0.6 * day(at)) * hours(lengthMs));
        for (let index = 0; index < n; index++) {
          const value = level * (1 - random()) ** (-1 / 2.2);
          sum += value;
          squares += value * value;
        }
        return { at, lengthMs, n, sum, squares };
      };
    },
  },
  {
    name: "a share that wanders by 40 % over eight hours",
    signal: { kind: "share", direction: "both" },
    make: (random) => {
      const wander = wandering(random, 0.4, 8);
      return (at, lengthMs) => shareOf(random, at, lengthMs, 400, () => 0.05 * Math.exp(wander(lengthMs)));
    },
  },
  {
    name: "a share that doubles at weekends",
    signal: { kind: "share", direction: "both" },
    make: (random) => (at, lengthMs) =>
      shareOf(random, at, lengthMs, 300 * (isWeekend(at) ? 0.4 : 1) * (1 + 0.7 * day(at)), () =>
        isWeekend(at) ? 0.06 : 0.03,
      ),
  },
  {
    name: "errors that come in fives",
    signal: { kind: "share", direction: "up" },
    make: (random) => (at, lengthMs) => {
      const { n, hits } = shareOf(random, at, lengthMs, 60, () => 0.02);
      return { at, lengthMs, n: 5 * n, hits: 5 * hits };
    },
  },
  {
    name: "one error in a thousand",
    signal: { kind: "share", direction: "up" },
    make: (random) => (at, lengthMs) => shareOf(random, at, lengthMs, 100, () => 0.001),
  },
  {
    name: "a latency with a wide spread, slower by day and at weekends",
    signal: { kind: "distribution", direction: "both" },
    make: (random) => {
      const wander = wandering(random, 0.08, 1);
      return (at, lengthMs) => {
        const level = wander(lengthMs) + 0.2 * day(at) + (isWeekend(at) ? 0.15 : 0);
        const n = poisson(random, 120 * (1 + 0.5 * day(at)) * hours(lengthMs));
        const values = Array.from({ length: n }, () => Math.round(1e9 * Math.exp(level + normal(random))));
        return { at, lengthMs, histogram: histogramOf(values) };
      };
    },
  },
  {
    name: "a mix with a rare category",
    signal: { kind: "mix", direction: "both" },
    make: (random) => {
      const wander = wandering(random, 0.15, 4);
      return (at, lengthMs) => {
        const weights = [5, 3 * Math.exp(wander(lengthMs)), 1, 0.05];
        const all = weights.reduce((sum, weight) => sum + weight, 0);
        const counts: Record<string, number> = {};
        for (let left = poisson(random, 200 * hours(lengthMs)); left > 0; left--) {
          let [draw, category] = [random() * all, 0];
          while (category < 3 && draw > (weights[category] as number)) draw -= weights[category++] as number;
          counts[`${category}`] = (counts[`${category}`] ?? 0) + 1;
        }
        return { at, lengthMs, counts };
      };
    },
  },
];

/**
 * Single series that change in no way, each with all of its project's weight, for two weeks after baselines of two days to four weeks
 * that are not fitted again: how many raise an alarm?
 */
export function measureHardNulls(seed: number, runs: number): void {
  for (const { name, signal, make } of FAMILIES) {
    const alarms = BASELINES.map(({ days, byHour }) => {
      let count = 0;
      for (let run = 1; run <= runs; run++)
        if (alarmed(signal, make(seeded(seed * 10_000 + run * 7 + days)), days, byHour)) count++;
      return count;
    });
    const all = alarms.reduce((sum, count) => sum + count, 0);
    const allowed = (BASELINES.length * runs * LIVE_DAYS) / 7 / WEEKS;
    report({
      name: `drift promise: ${name}`,
      value: all,
      unit: `alarms of ${BASELINES.length * runs} series in two weeks`,
      floor: allowed,
      by_baseline: Object.fromEntries(
        BASELINES.map(({ days, byHour }, index) => [
          `${days} days${byHour === days ? " by the hour" : ""}`,
          alarms[index],
        ]),
      ),
      kept: all <= allowed,
    });
  }
}

function alarmed(signal: Signal, next: Generator, days: number, byHour: number): boolean {
  let at = START;
  const cells = (count: number, lengthMs: number): Cell[] =>
    Array.from({ length: count }, () => {
      const cell = next(at, lengthMs);
      at += lengthMs;
      return cell;
    });
  const history = [...cells(byHour * 24, HOUR_MS), ...cells((days - byHour) * 288, CELL_MS)];
  const model = fitModel(signal, history);
  if ("status" in model) return false;
  const lengthMs = byHour === days ? HOUR_MS : CELL_MS;
  const live = cells((LIVE_DAYS * 24 * HOUR_MS) / lengthMs, lengthMs);
  const watch = { weight: 1, threshold: thresholdOf(WEEKS) };
  return advance(model, startState(model), live, watch).finding !== null;
}

const hours = (lengthMs: number): number => lengthMs / HOUR_MS;
const day = (at: number): number => Math.sin((2 * Math.PI * at) / (24 * HOUR_MS));
const isWeekend = (at: number): boolean => (Math.floor(at / (24 * HOUR_MS)) + 3) % 7 >= 5;

/** A level that stays near 0 and is forgotten within some hours (Ornstein and Uhlenbeck). */
function wandering(random: Random, deviation: number, memoryHours: number): (lengthMs: number) => number {
  let level = deviation * normal(random);
  return (lengthMs) => {
    const keep = Math.exp(-hours(lengthMs) / memoryHours);
    level = level * keep + deviation * Math.sqrt(1 - keep * keep) * normal(random);
    return level;
  };
}

/** A cell of so many interactions an hour on average. @param shareNow of those that are hit */
export function shareOf(
  random: Random,
  at: number,
  lengthMs: number,
  perHour: number,
  shareNow: () => number,
): { at: number; lengthMs: number; n: number; hits: number } {
  const n = poisson(random, perHour * hours(lengthMs));
  const share = shareNow();
  let hits = 0;
  for (let index = 0; index < n; index++) if (random() < share) hits++;
  return { at, lengthMs, n, hits };
}

/** Inversion; of many the normal approximation. */
function poisson(random: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let [count, probability] = [0, Math.exp(-mean)];
  let sum = probability;
  for (const draw = random(); draw > sum && count < 500; sum += probability) probability *= mean / ++count;
  return count;
}
