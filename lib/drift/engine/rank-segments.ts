import { discoveries, logEvidence } from "@/lib/stats/e-values";
import type { SegmentSums } from "@/lib/stats/rate-decomposition";

/** Of each dimension its segments, before and after a change. */
export type Dimensions = Readonly<
  Record<string, Readonly<Record<string, { before: SegmentSums; after: SegmentSums }>>>
>;

export interface SegmentChange {
  segment: string;
  /** Difference of the segment's shares or means, and its standard deviation. */
  change: number;
  error: number;
  /** It moved, false discoveries among a dimension's segments being at most one in a hundred. */
  moved: boolean;
}

export interface DimensionRank {
  dimension: string;
  /** Segments that moved by themselves; the others are told apart from them. */
  moved: string[];
  segments: SegmentChange[];
  /**
   * By how many units of chi-squared "these moved, the others did not" explains the changes better than "all moved alike", less
   * what choosing them costs. Above `NAMED` the dimension is named.
   */
  gain: number;
}

export interface SegmentRanking {
  /** Where the change lies, surely; null: it is everywhere alike, or nowhere surely. */
  named: DimensionRank | null;
  /** All dimensions, the best explanation first. */
  dimensions: DimensionRank[];
}

/** A gain that chance does not make: the likelihood ratio of the two explanations is 20. */
const NAMED = 2 * Math.log(20);

const FALSE_DISCOVERIES = 0.01;

/** Segments with less than this on a side say nothing. */
const LEAST = 20;

/** Which dimension's segment moved, while its others did not. @param inflation as in `decompose` */
export function rankSegments(dimensions: Dimensions, inflation = 1): SegmentRanking {
  const ranked = Object.entries(dimensions)
    .map(([dimension, segments]) => rankDimension(dimension, segments, inflation))
    .sort((a, b) => b.gain - a.gain);
  const best = ranked[0];
  return { named: best !== undefined && best.gain > NAMED ? best : null, dimensions: ranked };
}

function rankDimension(dimension: string, segments: Dimensions[string], inflation: number): DimensionRank {
  const changes = Object.entries(segments)
    .filter(([, { before, after }]) => before.n >= LEAST && after.n >= LEAST)
    .map(([segment, { before, after }]) => ({
      segment,
      change: after.sum / after.n - before.sum / before.n,
      error: Math.sqrt(inflation * pooledVariance(before, after) * (1 / before.n + 1 / after.n)),
    }));
  const moved = discoveries(
    changes.map(({ change, error }) => logEvidence(change / error)),
    FALSE_DISCOVERIES,
  );
  const { chosen, gain } = bestExplanation(changes);
  return {
    dimension,
    gain,
    moved: chosen,
    segments: changes
      .map((change, index) => ({ ...change, moved: moved[index] as boolean }))
      .sort((a, b) => Math.abs(b.change / b.error) - Math.abs(a.change / a.error)),
  };
}

/** Variance of one value; of a share with half a hit either way, so that none of a few is not certainty. */
function pooledVariance(before: SegmentSums, after: SegmentSums): number {
  const n = before.n + after.n;
  const sum = before.sum + after.sum;
  if (before.squares === undefined || after.squares === undefined)
    return ((sum + 0.5) * (n - sum + 0.5)) / (n + 1) ** 2;
  const within = (part: SegmentSums): number => (part.squares ?? 0) - part.sum ** 2 / part.n;
  return Math.max(1e-18, (within(before) + within(after)) / (n - 2));
}

interface Change {
  segment: string;
  change: number;
  error: number;
}

/** The first so many of the segments by how surely they moved, up or down, against all alike. */
function bestExplanation(changes: readonly Change[]): { chosen: string[]; gain: number } {
  let best: { chosen: string[]; gain: number } = { chosen: [], gain: -Infinity };
  if (changes.length < 2) return best;
  const alike = misfit(changes, true);
  for (const sign of [1, -1]) {
    const sorted = changes.toSorted((a, b) => (sign * b.change) / b.error - (sign * a.change) / a.error);
    for (let count = 1; count < sorted.length; count++) {
      const [inside, outside] = [sorted.slice(0, count), sorted.slice(count)];
      const gain =
        alike -
        misfit(inside, true) -
        misfit(outside, false) -
        2 * Math.log(changes.length) -
        2 * (count - 1);
      if (gain > best.gain) best = { chosen: inside.map(({ segment }) => segment), gain };
    }
  }
  return best;
}

/** Chi-squared of changes around their common one, or around none. */
function misfit(changes: readonly Change[], common: boolean): number {
  let [weights, sum, squares] = [0, 0, 0];
  for (const { change, error } of changes) {
    const weight = 1 / (error * error);
    weights += weight;
    sum += weight * change;
    squares += weight * change * change;
  }
  return common ? squares - (sum * sum) / weights : squares;
}
