import { decomposeRate, type RateDecomposition, type SegmentSums } from "@/lib/stats/rate-decomposition";

export interface Decomposition extends RateDecomposition {
  /** Which part explains the change: other parts of segments, other rates inside them, both, or neither surely. */
  driver: "mix" | "within" | "both" | "neither";
}

/** A part that is so many of its standard deviations from nothing has moved: one of a hundred that did not looks like that. */
const SURE = 2.576;

/** A part that is less than this of the other explains nothing beside it. */
const MINOR = 0.3;

/**
 * Did the figure change because other segments came, or because segments changed? Where both parts moved against each other
 * (Simpson's paradox), the one that has the direction of the whole change explains it.
 * @param inflation variance of sums against independent interactions: the models' `dispersion`
 */
export function decompose(
  before: Readonly<Record<string, SegmentSums>>,
  after: Readonly<Record<string, SegmentSums>>,
  inflation = 1,
): Decomposition {
  const parts = decomposeRate(before, after, inflation);
  return { ...parts, driver: driverOf(parts) };
}

function driverOf({ mix, within, total }: RateDecomposition): Decomposition["driver"] {
  const sure = ({ change, error }: { change: number; error: number }): boolean =>
    error > 0 ? Math.abs(change) > SURE * error : change !== 0;
  if (!sure(mix) && !sure(within)) return "neither";
  if (!sure(within)) return "mix";
  if (!sure(mix)) return "within";
  if (mix.change * within.change < 0) {
    // Against each other: where they cancel, neither alone tells what happened.
    if (!sure(total)) return "both";
    return mix.change * total.change > 0 ? "mix" : "within";
  }
  const [small, large] = [Math.abs(mix.change), Math.abs(within.change)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  if (small >= MINOR * large) return "both";
  return Math.abs(mix.change) > Math.abs(within.change) ? "mix" : "within";
}
