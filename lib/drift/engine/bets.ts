import { isShare, type Observation } from "./component";
import type { ComponentModel } from "./model";
import type { ComponentState } from "./state";
import { boundLevel, expectedOf, fade, learn, PARTS, varianceOf } from "./wander-filter";

/**
 * No cell alone may say more than this (nats, in a cell of five minutes): a finding needs a handful of cells, so that a burst of
 * minutes is none. Longer cells may say more.
 */
const MOST_PER_CELL = 3;
const MOST_PER_LONG_CELL = 8;
const SHORT_HOURS = 1 / 12;

/** Beyond so many standard deviations a mean says no more, and nothing more is learnt. */
const FARTHEST = 4;
const FARTHEST_LEARNT = 3;

const mostOf = (hours: number): number =>
  Math.min(MOST_PER_LONG_CELL, MOST_PER_CELL * Math.sqrt(Math.max(1, hours / SHORT_HOURS)));

/** What a cell is, for one component. */
export interface Look {
  seen: Observation;
  /** The baseline's share or mean. */
  expected: number;
  hours: number;
  /** Hours since the last cell that was looked at ended. */
  elapsed: number;
  /** End of the cell, milliseconds since the epoch. */
  end: number;
  weight: number;
}

/**
 * One cell: the e-detector of each shift grows by the likelihood ratio of "shifted since its run began" against "as the baseline,
 * which wanders", each with its own expectation of the wandering; then the expectations learn.
 * A ratio of shares is that of binomials to the power of 1 / (their variance inflation): its mean stays at most 1 where
 * interactions of a cell belong together (quasi-likelihood; McCullagh and Nelder: Generalized Linear Models, 1989, 9.2; powers
 * keep e-values: Jensen). A ratio of means is that of normals. The numerator may be any density that is fixed before the cell.
 * @returns the sum of the e-detectors
 */
export function look(model: ComponentModel, state: ComponentState, cell: Look): number {
  fade(state.means, state.covariance, model, cell.elapsed);
  let all = 0;
  if (cell.seen.n === 0) {
    for (const growth of state.growth) all += growth;
    return all;
  }
  score(model, state, cell);
  const { shifts, prior, penalty } = model;
  for (let index = 0; index < shifts.length; index++) {
    const nats = (scores[index] as number) - (penalty[index] as number);
    const start = cell.weight * (prior[index] as number) * cell.hours;
    const growth = ((state.growth[index] as number) + start) * Math.exp(nats);
    state.growth[index] = growth;
    all += growth;
    const run = (state.run[index] as number) + nats;
    state.run[index] = Math.max(0, run);
    if (run > 0) continue;
    state.since[index] = cell.end;
    // A change that begins now finds the wandering as it is expected without one.
    for (let part = 0; part < PARTS; part++)
      state.means[(index + 1) * PARTS + part] = state.means[part] as number;
  }
  return all;
}

/** Logarithms of the last cell's likelihood ratios, one for each shift; and what each expectation saw. */
export const scores = new Float64Array(32);
const innovations = new Float64Array(33);

function score(model: ComponentModel, state: ComponentState, { seen, expected, hours }: Look): void {
  const most = mostOf(hours);
  const usual = expectedOf(state.means, 0);
  const unsure = varianceOf(state.covariance);
  const share = isShare(model.component);
  const odds = share ? (expected / (1 - expected)) * Math.exp(usual) : 1;
  const p = odds / (1 + odds);
  const information = share ? p * (1 - p) : 1;
  const sampling = model.dispersion / (seen.n * information);
  const inflation = model.dispersion + seen.n * information * unsure;
  const variance = sampling + unsure;
  const spread = Math.sqrt(variance);
  const deviation = share
    ? (seen.sum / seen.n - p) / information
    : (seen.sum / seen.n - expected) / model.unit - usual;
  const near = within(deviation, FARTHEST * spread);
  // One hit more is always within what is learnt from: of a rare share a single one is far.
  const far = FARTHEST_LEARNT * spread + (share ? 2 / (seen.n * information) : 0);
  innovations[0] = within(deviation, far);
  for (let index = 0; index < model.shifts.length; index++) {
    const ahead = (model.shifts[index] as number) + expectedOf(state.means, index + 1) - usual;
    const nats = share
      ? (seen.sum * ahead - seen.n * Math.log1p(p * Math.expm1(ahead))) / inflation
      : (ahead * near - (ahead * ahead) / 2) / variance;
    scores[index] = within(nats, most);
    innovations[index + 1] = within(deviation - ahead, far);
  }
  learn(state.means, state.covariance, innovations, variance);
  if (share) boundLevel(state.means, model, expected < 0.5 ? 1 : -1);
}

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
