import { FEATURES, type Feature } from "./features";
import { makeTrace, type World } from "./make-trace";
import { randomFrom, type Random } from "./random";
import { batchWeight, drawArrivals, peopleWeight } from "./traffic";

/** What is to be made, the same for every process that makes a part of it. */
export interface SeedPlan {
  seed: number;
  spans: number;
  /** That stand in one trace only: half of them questions, half answers. */
  texts: number;
  days: number;
  /** Milliseconds: when the first day begins. */
  startMs: number;
  projectId: number;
}

export const HOUR_MS = 3_600_000;
const SAMPLE = 400;

/** How many traces of each feature began in each hour. */
export class Schedule {
  private readonly perWeight = new Map<Feature, number>();
  /** About so many in all. */
  readonly traceCount: number;

  constructor(
    private readonly plan: SeedPlan,
    private readonly world: World,
  ) {
    const random = randomFrom(plan.seed, 5);
    const sampleAt = plan.startMs + 5.5 * HOUR_MS;
    const spansATrace = FEATURES.reduce((sum, feature) => {
      let spans = 0;
      for (let n = 0; n < SAMPLE; n++) spans += makeTrace(world, feature, sampleAt, random).length;
      return sum + (feature.share * spans) / SAMPLE;
    }, 0);
    const traces = plan.spans / spansATrace;
    this.traceCount = traces;
    for (const feature of FEATURES) {
      let weights = 0;
      for (let hour = 0; hour < plan.days * 24; hour++) weights += this.weight(feature, hour);
      this.perWeight.set(feature, (traces * feature.share) / weights);
    }
  }

  /** Starts of an hour's traces (ms) and their features, ascending. */
  *traces(hour: number, random: Random): Generator<{ atMs: number; feature: Feature }> {
    const starts: { atMs: number; feature: Feature }[] = [];
    const hourMs = this.plan.startMs + hour * HOUR_MS;
    for (const feature of FEATURES) {
      const expected = (this.perWeight.get(feature) ?? 0) * this.weight(feature, hour);
      const count = Math.floor(expected + random.next());
      for (const ms of drawArrivals(this.world.traffic, random, count))
        starts.push({ atMs: hourMs + ms, feature });
    }
    yield* starts.sort((a, b) => a.atMs - b.atMs);
  }

  private weight(feature: Feature, hour: number): number {
    const at = new Date(this.plan.startMs + hour * HOUR_MS);
    return feature.when === "batch" ? batchWeight(at) : peopleWeight(at, hour / 24);
  }
}
