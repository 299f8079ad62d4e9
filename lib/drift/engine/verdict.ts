import type { Watch } from "./advance";
import { isShare } from "./component";
import { wanderOfMean, type ComponentModel, type Model } from "./model";
import { evidenceOf, type ComponentState, type Finding, type State } from "./state";
import { levelBound } from "./wander-filter";

/** A change of a component, on the scale on which people think of it. */
export type Unit = "share" | "ratio" | "value";

export interface Current {
  component: string;
  /** A mean that fades by half within an hour, and what is usual of the same; null: nothing came. A share, a mean, or for "ratio" the level relative to the usual one. */
  now: number | null;
  usual: number | null;
  unit: Unit;
}

/** The smallest change that would have been shown, had it begun so long ago, with this probability. */
export interface LeastShown {
  component: string;
  inHours: number;
  /** Difference of shares or means; factor of a level. Null: none of that direction can be shown in that time. */
  change: number | null;
  direction: "up" | "down";
  unit: Unit;
  probability: number;
}

export type Verdict = {
  /** Part of the threshold that the evidence has reached; 1 and above: a finding. */
  evidence: number;
  current: Current[];
  leastShown: LeastShown[];
} & ({ status: "quiet" } | { status: "drifting"; finding: Finding });

const PROBABILITY = 0.8;
/** The normal distribution's quantile of that. */
const Z = 0.8416212335729143;
const SPANS_H = [1, 24, 168];

/** What is to be said of a series now. */
export function verdictOf(model: Model, state: State, watch: Watch): Verdict {
  const said = {
    evidence: evidenceOf(state) / watch.threshold,
    current: model.components.map((component, index) =>
      currentOf(component, state.components[index] as ComponentState),
    ),
    leastShown: model.components.flatMap((component, index) =>
      SPANS_H.flatMap((hours) =>
        leastShown(component, (state.components[index] as ComponentState).rate, hours, watch),
      ),
    ),
  };
  return state.phase === "drifting" && state.finding !== null
    ? { status: "drifting", finding: state.finding, ...said }
    : { status: "quiet", ...said };
}

export const unitOf = ({ component }: Pick<ComponentModel, "component">): Unit =>
  isShare(component) ? "share" : component.is === "level" ? "ratio" : "value";

function currentOf(model: ComponentModel, { recent }: ComponentState): Current {
  const name = model.component.name;
  const unit = unitOf(model);
  if (recent.n < 1) return { component: name, now: null, usual: null, unit };
  const [now, usual] = [recent.sum / recent.n, recent.expected / recent.n];
  return unit === "ratio"
    ? { component: name, now: Math.exp(now - usual), usual: 1, unit }
    : { component: name, now, usual, unit };
}

/**
 * A shift of d with a variance v of its estimate gives a logarithm of the likelihood ratio that is normal with mean x*x/2 and
 * standard deviation x, x = d / sqrt(v): the least x that reaches the threshold with the wanted probability solves a quadratic.
 * Wald: Sequential Analysis, 1947, in continuous time. Evidence adds up over the beginnings in the last quarter of the time.
 */
function leastShown(model: ComponentModel, rate: number, hours: number, watch: Watch): LeastShown[] {
  const level = model.levels.reduce((sum, value) => sum + value, 0) / model.levels.length;
  const n = rate * hours;
  const directions = [...new Set(model.shifts.map(Math.sign))];
  return directions.map((sign) => {
    const prior = Math.max(...model.prior);
    const nats = Math.log(watch.threshold / (watch.weight * prior * Math.max(1 / 12, hours / 4)));
    const x = Z + Math.sqrt(Z * Z + 2 * Math.max(0, nats));
    const information = isShare(model.component) ? level * (1 - level) : 1;
    const variance =
      model.dispersion / Math.max(1e-9, n * information) +
      wanderOfMean(model.wander, hours) +
      model.levelError;
    return {
      component: model.component.name,
      inHours: hours,
      change:
        n <= 0
          ? null
          : changeOf(model, level, sign, x, { variance, wander: wanderOfMean(model.wander, hours), n }),
      direction: sign > 0 ? "up" : "down",
      unit: unitOf(model),
      probability: PROBABILITY,
    };
  });
}

function changeOf(
  model: ComponentModel,
  level: number,
  sign: number,
  x: number,
  { variance, wander, n }: { variance: number; wander: number; n: number },
): number | null {
  const unit = unitOf(model);
  const shift = sign * x * Math.sqrt(variance);
  if (unit === "ratio") return Math.exp(shift * model.unit);
  if (unit === "value") return shift * model.unit;
  // Of a rare share the logit's variance falls as it rises: the divergence of binomials says how far, the rest is wandering.
  const followed = sizeShown({
    level,
    sign,
    n: n / model.dispersion,
    wandering: wander + model.levelError,
    x,
  });
  // Where the baseline's level is hardly known, what cannot be its error is evidence, whatever it makes of the rest.
  const bound = sign * (0.5 - level) > 0 ? levelBound(model.levelError) : Infinity;
  const beyond = Number.isFinite(bound)
    ? sizeShown({ level: shifted(level, sign * bound), sign, n: n / model.dispersion, wandering: wander, x })
    : null;
  const sizes = [followed, beyond === null ? null : beyond + bound].filter((size) => size !== null);
  return sizes.length === 0 ? null : shifted(level, sign * Math.min(...sizes)) - level;
}

const shifted = (level: number, logits: number): number =>
  1 / (1 + ((1 - level) / level) * Math.exp(-logits));

const STEP = 0.02;
/** No share is moved further than to one in a million. */
const LARGEST = 28;

/** The least shift in logits that is shown; null: none is. */
function sizeShown({
  level,
  sign,
  n,
  wandering,
  x,
}: {
  level: number;
  sign: number;
  n: number;
  wandering: number;
  x: number;
}): number | null {
  const needs = (x * x) / 2;
  for (let size = STEP; size <= LARGEST; size += STEP) {
    const p = shifted(level, sign * size);
    const divergence = p * Math.log(p / level) + (1 - p) * Math.log((1 - p) / (1 - level));
    const ofWandering = (size * size) / (2 * Math.max(1e-12, wandering));
    // Precisions do not add, variances do.
    if (1 / (1 / (n * divergence) + 1 / ofWandering) >= needs) return size;
    if (p > 1 - 1e-6 || p < 1e-6) return null;
  }
  return null;
}
