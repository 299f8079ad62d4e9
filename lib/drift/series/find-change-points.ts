import { partition } from "@/lib/stats/change-points";
import { noiseOfSteps, standardised, withoutSpikes } from "@/lib/stats/robust";
import { withoutSeason } from "@/lib/stats/season-length";
import { segmentsOf, type Segments } from "@/lib/stats/segment-costs";

/** More rows are taken together, neighbours by their mean: time grows with the square of rows. */
const MOST_ROWS = 2000;
/** Fewer rows have nothing to compare. */
const FEWEST_ROWS = 4;
const LEAST_SEGMENT = 2;
/** A spike of one or two rows is no new regime: five usual steps of noise is still a value like the others. */
const SPIKE = 4;
/**
 * The penalty of a change, in logarithms of the number of rows and in variances of the noise: a place and a level are two
 * numbers, each half a logarithm by BIC; three times that for searching all places and for noise that is not normal.
 */
const PENALTY = 3;
/** A slope costs as much again: a line has to be worth two changes. */
const SLOPE_PENALTY = 1;
/**
 * Of the whole variance, what counts as noise in any case. Real series wander; a change that explains little of how a series
 * moved is no change of regime to those who look at it, however sure it is.
 */
const WANDERING = 0.15;
/** Noise with a memory of one row (AR 1) is believed up to this correlation: beyond it, courses and noise are one. */
const MOST_MEMORY = 0.5;
const MEMORY_ROUNDS = 2;
/** Changes of the noise itself: shorter stretches say too little, and the penalty is high, in variances of a logarithm. */
const LEAST_NOISE_SEGMENT = 20;
const NOISE_PENALTY = 5;

/**
 * The rows at which a series takes another course: another level, another trend, another amount of noise; the whole series is
 * known. Ascending, never 0; exact for its model, see this folder's README.
 * @param dimensions one list of values a dimension, all of the same length and in the same order of time; a value that is not
 * finite is missing
 */
export function findChangePoints(dimensions: readonly (readonly number[])[]): number[] {
  const rows = Math.min(...dimensions.map(({ length }) => length));
  if (dimensions.length === 0 || rows < FEWEST_ROWS) return [];
  const together = Math.ceil(rows / MOST_ROWS);
  const prepared = dimensions
    .map((values) => prepare(values.slice(0, rows), together))
    .filter((values) => values.some((value) => value !== 0));
  if (prepared.length === 0) return [];
  const { begins, residuals } = findCourses(prepared);
  return [...begins, ...findNoise(residuals, begins)].toSorted((a, b) => a - b).map((row) => row * together);
}

/** A dimension with mean 0 and variance 1 without gaps, spikes and season. */
function prepare(values: readonly number[], together: number): Float64Array {
  const known = fillGaps(values);
  const largest = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const taken = Array.from({ length: Math.ceil(known.length / together) }, (_, i) => {
    const block = known.slice(i * together, (i + 1) * together);
    return block.reduce((sum, value) => sum + value / largest, 0) / block.length;
  });
  return standardised(withoutSpikes(withoutSeason(standardised(taken)), SPIKE));
}

/** Missing values on the line between their neighbours; at an end, the nearest one; zeros where there is none at all. */
function fillGaps(values: readonly number[]): number[] {
  const filled = [...values];
  let last = -1;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && !Number.isFinite(values[i]!)) continue;
    const before = last >= 0 ? values[last]! : (values[i] ?? 0);
    const after = i < values.length ? values[i]! : before;
    for (let gap = last + 1; gap < i; gap++) {
      const share = last < 0 ? 1 : (gap - last) / (i - last);
      filled[gap] = before * (1 - share) + after * share;
    }
    last = i;
  }
  return filled;
}

/**
 * Levels and lines. The noise is taken from the steps first; then, as often as what is left has a memory, the noise of a mean
 * over many rows is larger by (1 + r) / (1 - r), and fewer changes are worth their penalty.
 */
function findCourses(dimensions: Float64Array[]): { begins: number[]; residuals: number[][] } {
  const rows = dimensions[0]!.length;
  const all = dimensions.map(segmentsOf);
  const worth = PENALTY * Math.log(rows);
  const least = dimensions.map((values) => noiseOfSteps(values) ** 2 + WANDERING);
  let penalty = worth * total(least);
  let begins = search(all, rows, penalty);
  let residuals = leftBy(all, rows, begins, penalty);
  for (let round = 0; round < MEMORY_ROUNDS && begins.length > 0; round++) {
    const noise = residuals.map((left, i) => Math.max(least[i]!, longRunVariance(left, begins)));
    const dearer = worth * total(noise);
    if (dearer <= penalty) break;
    penalty = dearer;
    begins = search(all, rows, penalty);
    residuals = leftBy(all, rows, begins, penalty);
  }
  return { begins, residuals };
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The cheapest courses; a segment has a level or a line in all dimensions together. */
const search = (all: Segments[], rows: number, penalty: number): number[] =>
  partition(rows, (from, to) => Math.min(...costs(all, from, to, penalty)), {
    penalty,
    least: LEAST_SEGMENT,
    slack: SLOPE_PENALTY * penalty,
  });

function costs(all: Segments[], from: number, to: number, penalty: number): [level: number, line: number] {
  let level = 0;
  let line = SLOPE_PENALTY * penalty;
  for (const segments of all) {
    level += segments.level(from, to);
    line += segments.line(from, to);
  }
  return [level, line];
}

function leftBy(all: Segments[], rows: number, begins: number[], penalty: number): number[][] {
  const bounds = [0, ...begins, rows];
  return all.map((segments) =>
    bounds.slice(1).flatMap((to, i) => {
      const [level, line] = costs(all, bounds[i]!, to, penalty);
      return segments.residuals(bounds[i]!, to, line < level);
    }),
  );
}

/** The variance of residuals times what their correlation from row to row, within segments, adds to that of a mean. */
function longRunVariance(residuals: number[], begins: number[]): number {
  const begin = new Set(begins);
  const power = residuals.reduce((sum, value) => sum + value * value, 0);
  if (power === 0) return 0;
  const products = residuals.reduce(
    (sum, value, i) => (i === 0 || begin.has(i) ? sum : sum + value * residuals[i - 1]!),
    0,
  );
  const memory = Math.max(0, Math.min(MOST_MEMORY, products / power));
  return ((power / residuals.length) * (1 + memory)) / (1 - memory);
}

/**
 * Where, within a course, the series becomes calmer or wilder: levels of the logarithm of its steps, which know nothing of a
 * course that is no line. What changes together with a course is told already.
 */
function findNoise(residuals: number[][], begins: number[]): number[] {
  const rows = residuals[0]!.length;
  const sizes = residuals.map((left) => {
    const steps = left.map((value, i) => Math.abs(value - (left[i - 1] ?? value)));
    const usual = total(steps) / rows;
    // A tenth of the usual size is as good as nothing: logarithms of less would be all that counts.
    return segmentsOf(standardised(steps.map((step) => Math.log(step + 0.1 * usual + Number.MIN_VALUE))));
  });
  const bounds = [0, ...begins, rows];
  return bounds.slice(1).flatMap((end, i) => {
    const begin = bounds[i]!;
    const cost = (from: number, to: number): number =>
      total(sizes.map(({ level }) => level(begin + from, begin + to)));
    const penalty = NOISE_PENALTY * Math.log(rows) * sizes.length;
    return partition(end - begin, cost, { penalty, least: LEAST_NOISE_SEGMENT }).map((row) => begin + row);
  });
}
