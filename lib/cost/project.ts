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
  /** Units of a block, such as the hours of a day: levels are compared from block to block. */
  cycle: number;
  /** How many whole blocks must have passed before the season of that place in `phases` is believed. */
  seasonsFrom: readonly number[];
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
  cycles: number;
  /** How much of a block's one-step-ahead error stays, 0 (the level is the mean of all blocks) to 1 (it is the last block's). */
  smoothing: number;
}

/** With fewer blocks nobody can say how much one differs from another. */
const LEAST_BLOCKS = 3;
const DRAWS = 2_000;

/**
 * Projects a sum. A season's shape is the mean of past units at the same place; a block's level is its cost over what the other
 * blocks' shape says of it. The level to come is the mean level, or an exponentially smoothed one, each way weighted by how well
 * it served the past (Akaike weights: Kolassa, Combining exponential smoothing forecasts using Akaike weights, International
 * Journal of Forecasting 27, 2011): the one that served best is often so by chance, and an interval that believes in it alone is
 * too narrow (Chatfield, Model uncertainty, data mining and statistical inference, JRSS A 158, 1995). The interval simulates what
 * is ahead with surprises drawn from those of the past (bootstrapped errors of simple exponential smoothing: Hyndman, Koehler, Ord,
 * Snyder, Forecasting with Exponential Smoothing, Springer 2008, chapter 6), and with how wrong the level itself may be; widened by
 * Student's t where blocks are few. The draws are seeded: the same history gives the same interval.
 * @returns null: fewer than {@link LEAST_BLOCKS} whole blocks have passed
 */
export function project(input: ProjectionInput): Projection | null {
  const { past, coming, cycle } = input;
  const cycles = Math.floor(past.length / cycle);
  if (cycles < LEAST_BLOCKS) return null;
  const season = input.seasonsFrom.findIndex((least) => cycles >= least);
  const shape = new SeasonalProfile(past, season);
  const models = modelsOf(levelsOf(past, cycles, cycle, shape));
  const mean = (of: (course: SmoothingModel) => number): number =>
    models.reduce((sum, course) => sum + course.weight * of(course), 0);
  const horizon: number[] = [];
  for (let at = 0; at < coming.length; at += cycle)
    horizon.push(
      coming.slice(at, at + cycle).reduce((sum, unit) => sum + unit.share * shape.of(unit.phases), 0),
    );
  const expected = mean(({ level }) => level) * horizon.reduce((sum, value) => sum + value, 0);
  const draws = drawSums(horizon, models, expected);
  const between = (low: number, high: number): Interval => ({
    low: Math.max(0, expected + quantileSorted(draws, low)),
    high: Math.max(0, expected + quantileSorted(draws, high)),
  });
  return {
    expected,
    interval80: between(0.1, 0.9),
    interval95: between(0.025, 0.975),
    season: season === -1 ? null : season,
    cycles,
    smoothing: mean(({ smoothing }) => smoothing),
  };
}

interface Mean {
  sum: number;
  units: number;
}

/** Means of past units by place in the season. */
class SeasonalProfile {
  private readonly places = new Map<number, Mean>();
  private readonly all: Mean = { sum: 0, units: 0 };

  constructor(
    private readonly past: readonly PastUnit[],
    private readonly season: number,
  ) {
    for (const unit of past) {
      for (const mean of [this.all, this.place(unit.phases)]) {
        mean.sum += unit.cost;
        mean.units += 1;
      }
    }
  }

  /** The mean at a place; without the past units from `from` to `to` when given. */
  of(phases: readonly number[], without?: { from: number; to: number }): number {
    const place = { ...this.place(phases) };
    const all = { ...this.all };
    if (without) {
      for (const unit of this.past.slice(without.from, without.to)) {
        all.sum -= unit.cost;
        all.units -= 1;
        if (this.key(unit.phases) !== this.key(phases)) continue;
        place.sum -= unit.cost;
        place.units -= 1;
      }
    }
    const { sum, units } = place.units > 0 ? place : all;
    return units === 0 ? 0 : Math.max(0, sum / units);
  }

  private key(phases: readonly number[]): number {
    return this.season === -1 ? 0 : (phases[this.season] ?? 0);
  }

  private place(phases: readonly number[]): Mean {
    const key = this.key(phases);
    const known = this.places.get(key) ?? { sum: 0, units: 0 };
    this.places.set(key, known);
    return known;
  }
}

/** How many times its expectation a block cost, and how much that says: a quiet Sunday's level is mostly chance. */
interface Level {
  value: number;
  weight: number;
}

function levelsOf(past: readonly PastUnit[], cycles: number, cycle: number, shape: SeasonalProfile): Level[] {
  // Whole blocks end now: the oldest units that fill none take part in the shape only.
  const start = past.length - cycles * cycle;
  const pairs = Array.from({ length: cycles }, (_, index) => {
    const without = { from: start + index * cycle, to: start + (index + 1) * cycle };
    let [cost, expected] = [0, 0];
    for (const unit of past.slice(without.from, without.to)) {
      cost += unit.cost;
      expected += shape.of(unit.phases, without);
    }
    return { cost, expected };
  });
  const mean = pairs.reduce((sum, { expected }) => sum + expected, 0) / cycles;
  if (mean === 0) return pairs.map(() => ({ value: 1, weight: 1 }));
  return pairs.map(({ cost, expected }) => ({
    value: 1 + (cost - expected) / Math.max(expected, mean / 4),
    weight: Math.min(1, expected / mean),
  }));
}

/** The level now, and by how much blocks surprised whoever knew only those before. */
interface SmoothingModel {
  level: number;
  smoothing: number;
  residuals: number[];
  /** How much it is believed; 1 in all. */
  weight: number;
}

const SMOOTHINGS = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
/** With fewer blocks nobody can tell a drift from chance. */
const DRIFT_FROM = 6;

function modelsOf(levels: readonly Level[]): SmoothingModel[] {
  const models = SMOOTHINGS.slice(0, levels.length < DRIFT_FROM ? 1 : undefined).map((smoothing) =>
    smoothed(levels, smoothing),
  );
  const least = Math.min(...models.map(squares));
  for (const course of models)
    // A past without surprises is told by those that had none.
    course.weight =
      least === 0
        ? Number(squares(course) === 0)
        : (least / squares(course)) ** ((course.residuals.length - 1) / 2);
  const all = models.reduce((sum, { weight }) => sum + weight, 0);
  return models.map((course) => ({ ...course, weight: course.weight / all }));
}

/** The first surprises come before there is a level to speak of. */
const squares = ({ residuals }: SmoothingModel): number =>
  residuals.slice(1).reduce((sum, residual) => sum + residual * residual, 0);

/** @param smoothing 0: each block weighs the same */
function smoothed(levels: readonly Level[], smoothing: number): SmoothingModel {
  const [first, ...rest] = levels as [Level, ...Level[]];
  const residuals: number[] = [];
  let level = first.value;
  let seen = first.weight;
  for (const { value, weight } of rest) {
    const residual = value - level;
    residuals.push(residual);
    seen += weight;
    const believed = smoothing === 0 ? (seen === 0 ? 1 : weight / seen) : smoothing * weight;
    level += believed * residual;
  }
  return { level: Math.max(0, level), smoothing, residuals, weight: 1 };
}

/** Sorted deviations of the sum of coming blocks from what is expected of them. */
function drawSums(
  horizon: readonly number[],
  models: readonly SmoothingModel[],
  expected: number,
): Float64Array {
  const random = seeded(0x5eed);
  const whole = horizon.reduce((sum, value) => sum + value, 0);
  const draws = new Float64Array(DRAWS);
  for (let index = 0; index < DRAWS; index++) {
    const { level, smoothing, residuals } = pick(models, random());
    const n = residuals.length;
    const draw = (): number => residuals[Math.floor(random() * n)] as number;
    // A mean of n blocks is off by a mean of n surprises; a smoothed level's error is in the surprises already.
    let off = 0;
    if (smoothing === 0) for (let cycle = 0; cycle < n; cycle++) off += draw() / (n + 1);
    let sum = 0;
    for (const value of horizon) {
      const residual = draw();
      sum += value * (off + residual);
      off += smoothing * residual;
    }
    draws[index] = sum * studentScale(n, random) + level * whole - expected;
  }
  const mean = draws.reduce((sum, value) => sum + value, 0) / DRAWS;
  return draws.map((value) => value - mean).sort();
}

function pick(models: readonly SmoothingModel[], at: number): SmoothingModel {
  let before = 0;
  return models.find(({ weight }) => (before += weight) > at) ?? (models.at(-1) as SmoothingModel);
}

/** Student's t over the normal distribution: sqrt(k / chi-square of k). Beyond thirty it is one. */
function studentScale(freedom: number, random: () => number): number {
  if (freedom > 30) return 1;
  let chiSquare = 0;
  for (let index = 0; index < freedom; index++) chiSquare += normal(random) ** 2;
  return Math.sqrt(freedom / Math.max(chiSquare, 1e-3));
}
