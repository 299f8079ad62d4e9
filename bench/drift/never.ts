import { advance, thresholdOf } from "@/lib/drift/engine/advance";
import { CELL_MS, HOUR_MS, type ShareCell } from "@/lib/drift/engine/cell";
import { fitModel } from "@/lib/drift/engine/fit-model";
import type { Model } from "@/lib/drift/engine/model";
import { startState } from "@/lib/drift/engine/state";
import { seeded } from "@/lib/stats/random";

import { report } from "../report";
import { shareOf } from "./hard-nulls";

/** A Monday. */
const START = Date.UTC(2026, 2, 2);
const WEEKS = 8;
const RATES = [7.5, 20, 50];
/** Of a project of forty series. */
const ONE_OF_FORTY = 1 / 40;
const LIVE_DAYS = 14;
/** Days of a baseline. */
const HISTORY = [7, 28];

function cellsOf(
  random: () => number,
  perHour: number,
  fromDay: number,
  days: number,
  share: number,
): ShareCell[] {
  return Array.from({ length: days * 288 }, (_, index) =>
    shareOf(random, START + (fromDay * 288 + index) * CELL_MS, CELL_MS, perHour, () => share),
  );
}

/** Hours until it is found; null: it is not within the cells. */
function found(model: Model, live: ShareCell[], weight: number): number | null {
  const { finding } = advance(model, startState(model), live, { weight, threshold: thresholdOf(WEEKS) });
  return finding === null ? null : (finding.detectedAt - (live[0]?.at ?? 0)) / HOUR_MS;
}

/**
 * Failures of what never failed in its baseline: how many changes are found within a day, and how often something is found where a
 * share of one hit in the whole baseline goes on as it was, each series with all of its project's weight.
 */
export function measureNever(seed: number, runs: number): void {
  for (const perHour of RATES)
    for (const days of HISTORY) {
      const modelOf = (run: number, share: number): Model | null => {
        const model = fitModel(
          { kind: "share", direction: "up" },
          cellsOf(seeded(seed * 1000 + run), perHour, 0, days, share),
        );
        return "status" in model ? null : model;
      };
      for (const share of [0.05, 0.1, 1]) {
        const delays = Array.from({ length: runs }, (_, run) => {
          const model = modelOf(run, 0);
          const live = cellsOf(seeded(seed * 2000 + run), perHour, days, 1, share);
          return model && found(model, live, ONE_OF_FORTY);
        });
        const hours = delays.filter((delay) => delay !== null).toSorted((a, b) => a - b);
        report({
          name: `drift: from none to ${share * 100} % failing`,
          value: hours.length / runs,
          unit: "share found within a day",
          per_hour: perHour,
          baseline_days: days,
          median_delay_h: hours.length * 2 > runs ? (hours[Math.floor(runs / 2)] ?? null) : null,
          runs,
        });
      }
      const usual = 1 / (perHour * 24 * days);
      const alarms = Array.from({ length: 2 * runs }, (_, run) => {
        const model = modelOf(5000 + run, usual);
        return model && found(model, cellsOf(seeded(seed * 3000 + run), perHour, days, LIVE_DAYS, usual), 1);
      }).filter((delay) => delay !== null);
      const allowed = (2 * runs * LIVE_DAYS) / 7 / WEEKS;
      report({
        name: "drift promise: one failure in the whole baseline",
        value: alarms.length,
        unit: `alarms of ${2 * runs} series in two weeks`,
        floor: allowed,
        per_hour: perHour,
        baseline_days: days,
        kept: alarms.length <= allowed,
      });
    }
}
