import { normal, seeded } from "@/lib/stats/random";
import { quantileSorted } from "@/lib/stats/sorted";

/** What was spent in one unit of time (an hour, a minute), the oldest first. */
export interface PastUnit {
  cost: number;
  /** Place within each season that may be used, the longest first: [hour of the week, hour of the day]. */
  phases: readonly number[];
}

/** A unit that is still to come; `share` is less than 1 for what is left of the present one. */
export interface ComingUnit {
  phases: readonly number[];
  share: number;
}

export interface ProjectionInput {
  past: readonly PastUnit[];
  coming: readonly ComingUnit[];
  /** Units of a block: a day of hours. What is unusual about one block says little about the next but one. */
  block: number;
  /** How many whole blocks must have passed before the season of that place in `phases` is believed. */
  seasonsFrom: readonly number[];
  /** Units after which what was counts half: a growing feature is not what it was a month ago. */
  halfLife: number;
}

export interface Interval {
  low: number;
  high: number;
}

/** What the coming units will probably cost together, with the ranges that hold it in 80 and in 95 of 100 cases. */
export interface Projection {
  expected: number;
  interval80: Interval;
  interval95: Interval;
  /** Which of `seasonsFrom` was used; null: none, the mean of all units. */
  season: number | null;
  blocks: number;
}

/** With fewer blocks nobody can say how much one differs from another. */
export const LEAST_BLOCKS = 3;
const DRAWS = 2_000;

/**
 * Projects a sum. The expected course is the mean of past units at the same place of the season, recent ones counting more. The
 * interval comes from how far past blocks were from what the others would have said of them (each left out of its own mean), drawn
 * again in runs of neighbouring blocks (moving-block bootstrap: H. R. Künsch, Annals of Statistics 17 (1989) 1217–1241): once for
 * the blocks to come, and once for how wrong the level itself may be; widened by Student's t where blocks are few. The draws
 * are seeded: the same history gives the same interval.
 * @returns null: fewer than {@link LEAST_BLOCKS} whole blocks have passed
 */
export function project(input: ProjectionInput): Projection | null {
  const { past, coming, block } = input;
  const blocks = Math.floor(past.length / block);
  if (blocks < LEAST_BLOCKS) return null;
  const season = input.seasonsFrom.findIndex((least) => blocks >= least);
  // Whole blocks end now: the oldest units that fill none take part in means only.
  const start = past.length - blocks * block;
  const means = new SeasonMeans(input, season);
  const residuals = residualsOf(past, start, blocks, block, means);
  const ahead: number[] = [];
  for (let at = 0; at < coming.length; at += block)
    ahead.push(
      coming.slice(at, at + block).reduce((sum, unit) => sum + unit.share * means.of(unit.phases), 0),
    );
  const expected = ahead.reduce((sum, value) => sum + value, 0);
  const draws = drawSums(ahead, residuals);
  const between = (low: number, high: number): Interval => ({
    low: Math.max(0, expected + quantileSorted(draws, low)),
    high: expected + quantileSorted(draws, high),
  });
  return {
    expected,
    interval80: between(0.1, 0.9),
    interval95: between(0.025, 0.975),
    season: season === -1 ? null : season,
    blocks,
  };
}

interface Mean {
  sum: number;
  weight: number;
}

/** Weighted means of past units by place in the season, and of all. */
class SeasonMeans {
  private readonly places = new Map<number, Mean>();
  private readonly all: Mean = { sum: 0, weight: 0 };
  private readonly weights: Float64Array;

  constructor(
    { past, halfLife }: ProjectionInput,
    private readonly season: number,
  ) {
    this.weights = Float64Array.from(past, (_, index) => 2 ** (-(past.length - 1 - index) / halfLife));
    for (const [index, unit] of past.entries()) {
      const weight = this.weights[index] as number;
      for (const mean of [this.all, this.place(unit.phases)]) {
        mean.sum += weight * unit.cost;
        mean.weight += weight;
      }
    }
  }

  /** The mean at a place; without the past units from `from` to `to` when given. */
  of(phases: readonly number[], without?: { units: readonly PastUnit[]; from: number; to: number }): number {
    const place = { ...this.place(phases) };
    const all = { ...this.all };
    if (without) {
      for (let index = without.from; index < without.to; index++) {
        const unit = without.units[index] as PastUnit;
        const weight = this.weights[index] as number;
        all.sum -= weight * unit.cost;
        all.weight -= weight;
        if (this.key(unit.phases) !== this.key(phases)) continue;
        place.sum -= weight * unit.cost;
        place.weight -= weight;
      }
    }
    const mean = place.weight > 1e-9 ? place : all;
    return mean.weight > 1e-9 ? Math.max(0, mean.sum / mean.weight) : 0;
  }

  private key(phases: readonly number[]): number {
    return this.season === -1 ? 0 : (phases[this.season] ?? 0);
  }

  private place(phases: readonly number[]): Mean {
    const key = this.key(phases);
    const known = this.places.get(key) ?? { sum: 0, weight: 0 };
    this.places.set(key, known);
    return known;
  }
}

/** How many times its expectation each past block cost, around a mean of 1. */
function residualsOf(
  past: readonly PastUnit[],
  start: number,
  blocks: number,
  block: number,
  means: SeasonMeans,
): number[] {
  const pairs = Array.from({ length: blocks }, (_, index) => {
    const from = start + index * block;
    const without = { units: past, from, to: from + block };
    let [cost, expected] = [0, 0];
    for (const unit of past.slice(from, from + block)) {
      cost += unit.cost;
      expected += means.of(unit.phases, without);
    }
    return { cost, expected };
  });
  const mean = pairs.reduce((sum, { expected }) => sum + expected, 0) / blocks;
  // Relative to what was expected of that block; a block of which next to nothing was expected, to the mean block.
  return pairs.map(
    ({ cost, expected }) => (cost - expected) / Math.max(expected, mean / 4, Number.MIN_VALUE),
  );
}

/** Sorted deviations of the sum of coming blocks from what is expected of them. */
function drawSums(ahead: readonly number[], residuals: readonly number[]): Float64Array {
  const random = seeded(0x5eed);
  const n = residuals.length;
  const centre = residuals.reduce((sum, value) => sum + value, 0) / n;
  const deviations = residuals.map((value) => value - centre);
  const run = Math.max(1, Math.min(7, Math.floor(n / 3)));
  const total = ahead.reduce((sum, value) => sum + value, 0);
  const draws = new Float64Array(DRAWS);
  const runs = function* (): Generator<number> {
    for (;;) {
      const first = Math.floor(random() * n);
      for (let step = 0; step < run; step++) yield deviations[(first + step) % n] as number;
    }
  };
  for (let draw = 0; draw < DRAWS; draw++) {
    let path = 0;
    const drawn = runs();
    for (const value of ahead) path += value * (drawn.next().value as number);
    let level = 0;
    const again = runs();
    for (let index = 0; index < n; index++) level += again.next().value as number;
    draws[draw] = (path + (total * level) / n) * studentScale(n - 1, random);
  }
  return draws.sort();
}

/** Student's t over the normal distribution: sqrt(k / chi-square of k). Beyond thirty it is one. */
function studentScale(freedom: number, random: () => number): number {
  if (freedom > 30) return 1;
  let chiSquare = 0;
  for (let index = 0; index < freedom; index++) chiSquare += normal(random) ** 2;
  return Math.sqrt(freedom / Math.max(chiSquare, 1e-3));
}
