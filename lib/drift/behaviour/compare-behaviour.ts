import { kernelTest } from "@/lib/stats/kernel-test";
import { seeded } from "@/lib/stats/random";

import { BEHAVIOURS, featuresOf, type Output } from "./output-features";

export interface BehaviourComparison {
  /** Probability of so large a difference where the model behaves as before. */
  p: number;
  /** What differs, the most unlike first: in standard deviations of its permutations. */
  behaviours: { behaviour: (typeof BEHAVIOURS)[number]; deviation: number }[];
}

/** Fewer outputs than this on a side say nothing. */
export const LEAST_OUTPUTS = 30;

/**
 * Do outputs of one prompt version and model behave as before? The same for the same outputs and seed.
 * @returns null where a side has fewer than `LEAST_OUTPUTS`
 */
export function compareBehaviour(
  before: readonly Output[],
  after: readonly Output[],
  { seed = 1, permutations = 499 }: { seed?: number; permutations?: number } = {},
): BehaviourComparison | null {
  if (before.length < LEAST_OUTPUTS || after.length < LEAST_OUTPUTS) return null;
  const outputs = [...before, ...after];
  const features = outputs.map(featuresOf);
  const { p, deviations } = kernelTest(
    BEHAVIOURS.map((behaviour, block) => ({
      vectors: features.map((blocks) => blocks[block] as Float64Array),
      kernel: behaviour === "wording" || behaviour === "opening" ? "linear" : "gaussian",
    })),
    outputs.map((_, index) => index >= before.length),
    outputs.map(({ group }) => group),
    { permutations, random: seeded(seed) },
  );
  const behaviours = BEHAVIOURS.map((behaviour, block) => ({
    behaviour,
    deviation: deviations[block] as number,
  }));
  return { p, behaviours: behaviours.sort((a, b) => b.deviation - a.deviation) };
}
