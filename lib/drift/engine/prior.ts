import type { Signal } from "./cell";
import { isShare, type Component } from "./component";

/** Shifts that are bet on: of a logit, and in standard deviations of single values. Neighbours lose little on what lies between. */
const SHARE_SHIFTS = [0.2, 0.4, 0.8, 1.6];
/** Of a share that is hardly ever hit, a fifth more is no news, and something new is a large shift. */
const RARE_SHARE_SHIFTS = [0.4, 0.8, 1.6, 3.2];
const RARE = 0.02;
const MEAN_SHIFTS = [0.15, 0.3, 0.6, 1.2];

/** The part of the prior that a distribution's components have: most changes move the level. */
const OF_DISTRIBUTION: Record<string, number> = { level: 0.7, p50: 0.05, p90: 0.15, p99: 0.1 };

/**
 * For each component what is bet on it, and how the series' prior is divided; it adds up to 1 over all.
 * @param shares the overall share of each component in the baseline; of a mean anything
 */
export function priorOf(
  { kind, direction }: Signal,
  components: readonly Component[],
  shares: readonly number[],
): { shifts: number[]; prior: number[] }[] {
  return components.map((component, index) => {
    const ofShare = (shares[index] as number) < RARE ? RARE_SHARE_SHIFTS : SHARE_SHIFTS;
    const sizes = isShare(component) ? ofShare : MEAN_SHIFTS;
    const up = direction === "down" && kind !== "mix" ? [] : sizes;
    const down = direction === "up" && kind !== "mix" ? [] : sizes.map((size) => -size);
    const shifts = [...up, ...down];
    const part =
      kind === "distribution" ? (OF_DISTRIBUTION[component.name] as number) : 1 / components.length;
    return { shifts, prior: shifts.map(() => part / shifts.length) };
  });
}
