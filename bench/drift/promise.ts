import { thresholdOf } from "@/lib/drift/engine/advance";
import { startState } from "@/lib/drift/engine/state";
import { weightsOf, IMPORTANCE } from "@/lib/drift/engine/weights";

import { report } from "../report";
import type { Traffic } from "../seed/traffic";
import { WatchedFeature, type Series } from "./watched";

/** Settings of the promise that are tried: at most one false alarm in so many weeks. */
const WEEKS = [4, 8, 26];

/** An alarm counts once until its evidence has gone down to this part of the threshold. */
const OVER = 0.01;

export interface PromiseOptions {
  traffic: Traffic;
  seed: number;
  /** How many features of which rate and unrest, each a project of its own. */
  features: { perHour: number; unrest: number; count: number }[];
  liveWeeks: number;
}

/**
 * Features in which nothing changes, forty series each, watched cell by cell for weeks after a baseline of four: how often is any of
 * a project's series reported? The three settings are counted in the same run.
 */
export function measurePromise({ traffic, seed, features, liveWeeks }: PromiseOptions): void {
  const alarms = WEEKS.map(() => 0);
  let [weeks, series, cpu] = [0, 0, 0];
  for (const { perHour, unrest, count } of features) {
    const before = [...alarms];
    for (let index = 0; index < count; index++) {
      const feature = new WatchedFeature({ perHour, unrest, traffic, seed: seed + 1000 * index });
      series = feature.series.length;
      cpu += watchQuietly(feature, liveWeeks, alarms);
    }
    weeks += count * liveWeeks;
    report({
      name: "drift promise: false alarms of features without change",
      value: (alarms[1] as number) - (before[1] as number),
      unit: "alarms at one in 8 weeks",
      floor: (count * liveWeeks) / 8,
      by_weeks: Object.fromEntries(
        WEEKS.map((promised, at) => [promised, (alarms[at] as number) - (before[at] as number)]),
      ),
      per_hour: perHour,
      unrest,
      feature_weeks: count * liveWeeks,
      series,
    });
  }
  for (const [index, promised] of WEEKS.entries())
    report({
      name: `drift promise: one false alarm in ${promised} weeks`,
      value: (alarms[index] as number) / weeks,
      unit: "false alarms a project and week",
      floor: 1 / promised,
      alarms: alarms[index],
      allowed: weeks / promised,
      feature_weeks: weeks,
      kept: (alarms[index] as number) <= weeks / promised,
    });
  report({
    name: "drift engine: CPU of a round",
    value: (cpu / (weeks * 2016 * series)) * 500,
    unit: "ms for one cell of 500 series",
  });
}

/** @returns CPU in milliseconds that the engine took */
function watchQuietly(feature: WatchedFeature, weeks: number, alarms: number[]): number {
  const weights = weightsOf(
    feature.series.map(({ index }) => (index === 0 ? IMPORTANCE.feature : IMPORTANCE.segment)),
  );
  const over = feature.series.map(() => WEEKS.map(() => false));
  let cpu = 0;
  for (let hour = 0; hour < weeks * 168; hour++) {
    const cells = feature.next();
    const start = process.cpuUsage();
    for (const [index, one] of feature.series.entries()) {
      const most = feature.watchOne(one, cells, { weight: weights[index] as number, threshold: Infinity });
      countAlarms(most, over[index] as boolean[], alarms);
      if ((over[index] as boolean[]).every(Boolean)) restart(one, feature.now, over[index] as boolean[]);
    }
    const used = process.cpuUsage(start);
    cpu += (used.user + used.system) / 1000;
  }
  return cpu;
}

function countAlarms(evidence: number, over: boolean[], alarms: number[]): void {
  for (const [index, weeks] of WEEKS.entries()) {
    const threshold = thresholdOf(weeks);
    if (over[index] === true) over[index] = evidence > threshold * OVER;
    else if (evidence >= threshold) {
      over[index] = true;
      alarms[index] = (alarms[index] as number) + 1;
    }
  }
}

/** As after a finding is over. */
function restart(series: Series, now: number, over: boolean[]): void {
  series.state = startState(series.model, now);
  over.fill(false);
}
