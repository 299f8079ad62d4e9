import type { ComponentModel, Model } from "./model";
import { PARTS, startCovariance } from "./wander-filter";

export interface Finding {
  /** End of the cell that completed the evidence; milliseconds since the epoch, as all times. */
  detectedAt: number;
  /** When recovery was established; null: it lasts. */
  recoveredAt: number | null;
  /** Name of the component that moved most surely. */
  component: string;
  direction: "up" | "down";
  /** First estimate of when it began; `describeChange` says it with an interval. */
  began: { at: number };
}

export interface ComponentState {
  /** Where it is expected to stand beside the baseline: if nothing changed, then for each shift if that came with its run. */
  means: number[];
  /** How unsure that is. */
  covariance: number[];
  /** For each shift: the e-detector; the logarithm of the likelihood ratio since its best beginning (CUSUM), and that beginning. */
  growth: number[];
  run: number[];
  since: number[];
  /** What came of late and what was expected, each older hour half as much. */
  recent: { n: number; sum: number; expected: number };
  /** Interactions an hour, the same over a day. */
  rate: number;
}

/** All that is kept of a series between cells; plain JSON. */
export interface State {
  /** End of the last cell. */
  until: number;
  phase: "watching" | "drifting";
  /** The last finding. */
  finding: Finding | null;
  /** Evidence of recovery, in nats. */
  recovery: number;
  /** The shift that recovery is tested against. */
  drifted: { component: number; shift: number } | null;
  components: ComponentState[];
}

export const startComponent = (model: ComponentModel, at: number): ComponentState => ({
  means: Array.from({ length: (model.shifts.length + 1) * PARTS }, () => 0),
  covariance: startCovariance(model),
  growth: model.shifts.map(() => 0),
  run: model.shifts.map(() => 0),
  since: model.shifts.map(() => at),
  recent: { n: 0, sum: 0, expected: 0 },
  rate: 0,
});

/** The state before the first cell after the baseline, or after `at`. */
export const startState = (model: Model, at = model.to): State => ({
  until: at,
  phase: "watching",
  finding: null,
  recovery: 0,
  drifted: null,
  components: model.components.map((component) => startComponent(component, at)),
});

/** Its own copy; structuredClone takes ten times as long, and rounds are many. */
export const copyOf = (state: State): State => ({
  ...state,
  finding: state.finding && { ...state.finding, began: { ...state.finding.began } },
  drifted: state.drifted && { ...state.drifted },
  components: state.components.map((component) => ({
    means: component.means.slice(),
    covariance: component.covariance.slice(),
    growth: component.growth.slice(),
    run: component.run.slice(),
    since: component.since.slice(),
    recent: { ...component.recent },
    rate: component.rate,
  })),
});

/**
 * The state under a newer model of the same series: evidence and findings stay where a component is still watched, what is
 * known of its wandering begins anew.
 */
export function adopt(before: Model, state: State, model: Model): State {
  const fresh = startState(model);
  const keyOf = ({ components }: Model, index: number): string => components[index]?.component.name ?? "";
  const components = fresh.components.map((component, index) => {
    const at = before.components.findIndex((_, old) => keyOf(before, old) === keyOf(model, index));
    const old = state.components[at];
    if (old === undefined || old.growth.length !== component.growth.length) return component;
    return { ...old, means: component.means, covariance: component.covariance };
  });
  const drifted =
    state.drifted &&
    components
      .map((_, index) => index)
      .filter(
        (index) => keyOf(model, index) === keyOf(before, (state.drifted as { component: number }).component),
      )
      .map((component) => ({ component, shift: (state.drifted as { shift: number }).shift }))[0];
  // What drifted is no longer watched: there is nothing that could recover.
  if (state.phase === "drifting" && !drifted)
    return { ...state, components, phase: "watching", drifted: null, recovery: 0 };
  return { ...state, components, drifted: drifted ?? null };
}

/** All evidence of a series, in hours: a finding when it reaches the threshold. */
export const evidenceOf = ({ components }: State): number => {
  let sum = 0;
  for (const { growth } of components) for (const value of growth) sum += value;
  return sum;
};
