import { advance, thresholdOf, type Watch } from "@/lib/drift/engine/advance";
import { HOUR_MS, type Cell } from "@/lib/drift/engine/cell";
import { startState } from "@/lib/drift/engine/state";
import { IMPORTANCE } from "@/lib/drift/engine/weights";

import { report } from "../report";
import type { Traffic } from "../seed/traffic";
import { Feature, type SignalName } from "./feature";
import { rivalsOf } from "./rivals";
import { WatchedFeature } from "./watched";

interface Scenario {
  name: string;
  signal: SignalName;
  to: number;
}

const SCENARIOS: Scenario[] = [
  { name: "latency +20 %", signal: "latency", to: 1.2 },
  { name: "latency +50 %", signal: "latency", to: 1.5 },
  { name: "TTFT +30 %", signal: "ttft", to: 1.3 },
  { name: "error 1 to 3 %", signal: "error", to: 0.03 },
  { name: "error 1 to 6 %", signal: "error", to: 0.06 },
  { name: "score 98 to 95 %", signal: "score", to: 0.95 },
  { name: "output length +30 %", signal: "output", to: 1.3 },
  { name: "tool mix, 15 points moved", signal: "tools", to: 0.15 },
  { name: "retrieval score 0.72 to 0.67", signal: "retrieval", to: 0.67 },
  { name: "language mix, 15 points moved", signal: "language", to: 0.15 },
];

/** Of a whole feature's series beside the other seven and four segments of each. */
const WEIGHT = IMPORTANCE.feature / (8 * IMPORTANCE.feature + 32 * IMPORTANCE.segment);

const QUIET_HOURS = 24;
const RAMP_MS = 6 * HOUR_MS;
const METHODS = ["engine", "threshold", "psi", "threeDeviations"] as const;
type Method = (typeof METHODS)[number];

/** What one run of one method gave: hours until it alarmed; Infinity: never; null: it alarmed before anything changed. */
type Delays = Record<Method, (number | null)[]>;

export interface PowerOptions {
  traffic: Traffic;
  seed: number;
  unrest: number;
  rates: { perHour: number; runs: number }[];
  /** Hours after the change within which it counts as found. */
  withinHours: number;
}

/**
 * Changes of a feature that is watched as one of forty series: how many are found and how soon, by the engine and by what others do
 * on the same cells. Each run has its own baseline of four weeks and a day before the change.
 */
export function measurePower({ traffic, seed, unrest, rates, withinHours }: PowerOptions): void {
  const watch: Watch = { weight: WEIGHT, threshold: thresholdOf(8) };
  for (const { perHour, runs } of rates) {
    const sudden: Delays[] = [];
    for (const signal of new Set(SCENARIOS.map((scenario) => scenario.signal))) {
      const scenarios = SCENARIOS.filter((scenario) => scenario.signal === signal);
      const delays = new Map<string, Delays>();
      for (let run = 0; run < runs; run++) {
        const baseline = new WatchedFeature({
          perHour,
          traffic,
          seed: seed + run,
          signals: [signal],
          whole: true,
          unrest,
        });
        for (const scenario of scenarios)
          for (const rampMs of [0, RAMP_MS]) {
            const name = `${scenario.name}, ${rampMs === 0 ? "sudden" : "over 6 h"}`;
            const known = delays.get(name) ?? { engine: [], threshold: [], psi: [], threeDeviations: [] };
            runOnce(
              baseline,
              scenario,
              {
                rampMs,
                // Changes come at any hour of the day: at night there is half as much to see.
                quietHours: QUIET_HOURS + ((run * 7) % 24),
                seed: seed + 7919 * (run + 1),
                perHour,
                traffic,
                withinHours,
                watch,
                unrest,
              },
              known,
            );
            delays.set(name, known);
          }
      }
      for (const [name, known] of delays) {
        if (name.endsWith("sudden")) sudden.push(known);
        report({
          name: `drift power: ${name}`,
          per_hour: perHour,
          ...figures(known.engine),
          ...(signal === "error" ? { floor_min: leastDelayMin(0.01, toOf(name), perHour, watch) } : {}),
          runs,
          threshold: rivalFigures(known.threshold),
          psi: known.psi.length === 0 ? null : rivalFigures(known.psi),
          three_deviations: rivalFigures(known.threeDeviations),
        });
      }
    }
    const all = sudden.flatMap(({ engine }) => engine);
    report({ name: "drift power: all sudden changes", per_hour: perHour, ...figures(all), runs: all.length });
  }
}

const toOf = (name: string): number =>
  SCENARIOS.find((scenario) => name.startsWith(scenario.name))?.to as number;

/**
 * Minutes that a detector which keeps the same promise needs on average at least, about, even if it knows both shares and nothing
 * wanders (the delay of Shiryaev and Roberts' procedure; Pollak: Optimal detection of a change in distribution, Annals of
 * Statistics 13, 1985).
 */
function leastDelayMin(from: number, to: number, perHour: number, { weight, threshold }: Watch): number {
  const divergence = to * Math.log(to / from) + (1 - to) * Math.log((1 - to) / (1 - from));
  const anHour = perHour * divergence;
  return Math.round((60 * (Math.log((threshold / weight) * anHour) - 1)) / anHour);
}

interface Run {
  quietHours: number;
  rampMs: number;
  seed: number;
  perHour: number;
  traffic: Traffic;
  withinHours: number;
  unrest: number;
  watch: Watch;
}

function runOnce(baseline: WatchedFeature, { signal, to }: Scenario, run: Run, delays: Delays): void {
  const [series] = baseline.series;
  const from = baseline.now + run.quietHours * HOUR_MS;
  const feature = new Feature({
    perHour: run.perHour,
    traffic: run.traffic,
    seed: run.seed,
    signals: [signal],
    whole: true,
    unrest: run.unrest,
    change: { signal, to, from, rampMs: run.rampMs },
  });
  const rivals = rivalsOf(baseline.history.get(`${signal} 0`) as Cell[]);
  const at: Partial<Record<Method, number>> = {};
  let state = series && startState(series.model);
  for (let hour = 0; hour < run.quietHours + run.withinHours; hour++) {
    const start = baseline.now + hour * HOUR_MS;
    const cells = feature.hour(start).get(signal)?.[0] as Cell[];
    if (series && state && state.finding === null) {
      state = advance(series.model, state, cells, run.watch);
      if (state.finding !== null) at.engine = state.finding.detectedAt;
    }
    for (const method of ["threshold", "psi", "threeDeviations"] as const) {
      // A rival that alarmed while nothing had changed may still find it: its false alarms are counted by themselves.
      if (at[method] !== undefined && (at[method] as number) > from) continue;
      if (rivals[method]?.(cells) === true) at[method] ??= start + HOUR_MS;
    }
    if (METHODS.every((method) => at[method] !== undefined || (method === "psi" && rivals.psi === null)))
      break;
  }
  for (const method of METHODS) {
    if (method === "psi" && rivals.psi === null) continue;
    const alarm = at[method];
    delays[method].push(alarm === undefined ? Infinity : alarm <= from ? null : (alarm - from) / HOUR_MS);
  }
}

/** Share found and median delay; a run whose alarm came before the change is not found. */
function figures(delays: (number | null)[]): {
  value: number;
  unit: string;
  median_delay_min: number | null;
  p90_delay_min: number | null;
  too_early: number;
} {
  const sorted = delays.map((delay) => delay ?? Infinity).sort((a, b) => a - b);
  const minutes = (hours: number): number | null => (Number.isFinite(hours) ? Math.round(hours * 60) : null);
  return {
    value: sorted.filter(Number.isFinite).length / sorted.length,
    unit: "share found",
    median_delay_min: minutes(sorted[sorted.length >> 1] ?? Infinity),
    p90_delay_min: minutes(sorted[Math.floor(sorted.length * 0.9)] ?? Infinity),
    too_early: delays.filter((delay) => delay === null).length,
  };
}

const rivalFigures = (delays: (number | null)[]): object => {
  const { value, median_delay_min, too_early } = figures(delays);
  return { found: value, median_delay_min, too_early };
};
