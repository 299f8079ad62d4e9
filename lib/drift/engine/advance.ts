import { look } from "./bets";
import { HOUR_MS, type Cell } from "./cell";
import { isShare, observe, type Observation } from "./component";
import { levelAt, slotOf, wanderOfMean, type ComponentModel, type Model } from "./model";
import { isWeekend } from "./season";
import { copyOf, startState, type ComponentState, type State } from "./state";

export interface Watch {
  /** The series' part of the project's false alarms: those of all series watched add up to at most 1. */
  weight: number;
  /** Evidence of a finding, in hours: `thresholdOf(weeks)`. */
  threshold: number;
}

/** Recovery has been shown when what is usual is so much likelier than half the drift, and never within less than this. */
const RECOVERED_NATS = 6;
const RECOVERED_MOST = 1.5;

/** Half-lives in hours of what is shown as current, and of the rate of interactions. */
const RECENT_H = 1;
const RATE_H = 24;

/** The evidence of an average false alarm in so many weeks: an e-detector grows by an hour an hour where nothing changes. */
export const thresholdOf = (weeks: number): number => weeks * 168;

/**
 * The state after more cells: in order of time, each complete and given once. Cells that begin before what has been seen are left
 * out. Evidence of each shift is a Shiryaev-Roberts e-detector, growth = (growth + weight * hours) * likelihood ratio, so that
 * its mean is at most weight * hours watched whenever one looks and however series depend on each other; all weights adding
 * up to 1, the first to reach the threshold does so after that many hours on average or later.
 * Source: Shin, Ramdas, Rinaldo: E-detectors, 2022 (arXiv 2203.03532), definition 2.2, theorem 2.4 and section 4.
 */
export function advance(model: Model, before: State, cells: readonly Cell[], watch: Watch): State {
  const state = copyOf(before);
  const components = model.components.map(({ component }) => component);
  for (const cell of cells) {
    if (cell.at < state.until) continue;
    const seen = observe(components, cell);
    for (const [index, component] of model.components.entries())
      remember(model, component, state.components[index] as ComponentState, cell, seen[index] as Observation);
    if (state.phase === "watching") gather(model, state, cell, seen, watch);
    else recover(model, state, cell, seen);
    state.until = cell.at + cell.lengthMs;
  }
  return state;
}

function remember(
  model: Model,
  component: ComponentModel,
  state: ComponentState,
  { at, lengthMs }: Cell,
  { n, sum }: Observation,
): void {
  const hours = lengthMs / HOUR_MS;
  const keep = 2 ** (-hours / RECENT_H);
  const { recent } = state;
  recent.n = recent.n * keep + n;
  recent.sum = recent.sum * keep + sum;
  recent.expected = recent.expected * keep + n * levelAt(component, slotOf(at, model.clockOffsetMs));
  const slow = state.rate === 0 ? 0 : 2 ** (-hours / RATE_H);
  state.rate = state.rate * slow + (n / hours) * (1 - slow);
}

const NOTHING: Observation = { n: 0, sum: 0, squares: 0 };

function gather(model: Model, state: State, cell: Cell, seen: readonly Observation[], watch: Watch): void {
  const hours = cell.lengthMs / HOUR_MS;
  const end = cell.at + cell.lengthMs;
  const slot = slotOf(cell.at, model.clockOffsetMs);
  // Of weekends a baseline of some working days knows nothing.
  const known = isWeekend(slot) ? model.days.weekend : model.days.week;
  let all = 0;
  for (const [index, component] of model.components.entries())
    all += look(component, state.components[index] as ComponentState, {
      seen: known ? (seen[index] as Observation) : NOTHING,
      expected: levelAt(component, slot),
      hours,
      elapsed: (end - state.until) / HOUR_MS,
      end,
      weight: watch.weight,
    });
  if (all >= watch.threshold) open(model, state, end);
}

function open(model: Model, state: State, at: number): void {
  let best = { component: 0, shift: 0, growth: -1 };
  for (const [component, { growth }] of state.components.entries())
    for (const [shift, value] of growth.entries())
      if (value > best.growth) best = { component, shift, growth: value };
  const component = model.components[best.component] as ComponentModel;
  const shift = component.shifts[best.shift] as number;
  state.phase = "drifting";
  state.recovery = 0;
  state.drifted = { component: best.component, shift };
  state.finding = {
    detectedAt: at,
    recoveredAt: null,
    component: component.component.name,
    direction: shift > 0 ? "up" : "down",
    began: { at: state.components[best.component]?.since[best.shift] as number },
  };
}

/**
 * A drift is over when the likelihood of the baseline against half of the drift has grown by `RECOVERED_NATS` since its lowest
 * point: less than half is nearer to usual than to drift, and what stands at half is left as it is (hysteresis).
 */
function recover(model: Model, state: State, cell: Cell, seen: readonly Observation[]): void {
  if (state.drifted === null || state.finding === null) return;
  const component = model.components[state.drifted.component] as ComponentModel;
  const observation = seen[state.drifted.component] as Observation;
  if (observation.n === 0) return;
  const expected = levelAt(component, slotOf(cell.at, model.clockOffsetMs));
  const half = state.drifted.shift / 2;
  const unsure = wanderOfMean(component.wander, cell.lengthMs / HOUR_MS);
  const { n, sum } = observation;
  let score: number;
  if (isShare(component.component)) {
    const inflation = component.dispersion + n * expected * (1 - expected) * unsure;
    score = (n * Math.log1p(expected * Math.expm1(half)) - sum * half) / inflation;
  } else {
    const away = (sum / n - expected) / component.unit;
    score = ((half * half) / 2 - half * away) / (component.dispersion / n + unsure);
  }
  state.recovery = Math.max(0, state.recovery + Math.max(-RECOVERED_MOST, Math.min(RECOVERED_MOST, score)));
  if (state.recovery < RECOVERED_NATS) return;
  const end = cell.at + cell.lengthMs;
  const { components } = startState(model, end);
  state.finding.recoveredAt = end;
  state.phase = "watching";
  state.recovery = 0;
  state.drifted = null;
  state.components = components.map((fresh, index) => {
    const { recent, rate } = state.components[index] as ComponentState;
    return { ...fresh, recent, rate };
  });
}
