import { advance, type Watch } from "@/lib/drift/engine/advance";
import { HOUR_MS, type Cell } from "@/lib/drift/engine/cell";
import { fitModel } from "@/lib/drift/engine/fit-model";
import type { Model } from "@/lib/drift/engine/model";
import { evidenceOf, startState, type State } from "@/lib/drift/engine/state";

import { Feature, SIGNALS, type FeatureOptions, type Hour, type SignalName } from "./feature";

/** A Monday. */
const START = Date.UTC(2026, 0, 5);

export interface Series {
  name: SignalName;
  index: number;
  model: Model;
  state: State;
}

/** A feature with a fitted baseline: the last week in cells of five minutes, the weeks before it by the hour. */
export class WatchedFeature {
  readonly feature: Feature;
  readonly series: Series[] = [];
  readonly history = new Map<string, Cell[]>();
  /** Series that have too little to be watched. */
  unwatched = 0;
  now = START;

  constructor(options: FeatureOptions, weeks = 4) {
    this.feature = new Feature(options);
    const { history } = this;
    for (let hour = 0; hour < weeks * 168; hour++) {
      const cells = this.feature.hour(this.now, hour < (weeks - 1) * 168 ? 1 : 12);
      for (const [name, series] of cells)
        for (const [index, some] of series.entries()) {
          const key = `${name} ${index}`;
          const all = history.get(key) ?? [];
          all.push(...some);
          history.set(key, all);
        }
      this.now += HOUR_MS;
    }
    for (const [key, cells] of history) {
      const [name, index] = key.split(" ") as [SignalName, string];
      const model = fitModel(SIGNALS[name], cells);
      if ("status" in model) this.unwatched++;
      else this.series.push({ name, index: Number(index), model, state: startState(model) });
    }
  }

  /** The next hour happens. */
  next(): Hour {
    const hour = this.feature.hour(this.now);
    this.now += HOUR_MS;
    return hour;
  }

  /** One series is watched for an hour. @returns its highest evidence at the ends of cells */
  watchOne(series: Series, hour: Hour, watch: Watch): number {
    let most = 0;
    for (const cell of hour.get(series.name)?.[series.index] ?? []) {
      series.state = advance(series.model, series.state, [cell], watch);
      most = Math.max(most, evidenceOf(series.state));
    }
    return most;
  }
}
