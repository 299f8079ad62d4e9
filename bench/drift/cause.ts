import { decompose } from "@/lib/drift/engine/decompose";
import { rankSegments } from "@/lib/drift/engine/rank-segments";
import type { SegmentSums } from "@/lib/stats/rate-decomposition";

import { report } from "../report";
import { randomFrom, weighted, type Random } from "../seed/random";

/** Whether the cause is told: Simpson cases (which part moved the whole), and the dimension whose segment moved. */
export function measureCause(seed: number, cases: number): void {
  const random = randomFrom(seed, 77);
  let right = 0;
  let worstSum = 0;
  for (let index = 0; index < cases; index++) {
    const { before, after, truth } = simpson(random, index % 2 === 0 ? "mix" : "within");
    const found = decompose(before, after);
    if (found.driver === truth) right++;
    worstSum = Math.max(
      worstSum,
      Math.abs(found.mix.change + found.within.change - (rateOf(after) - rateOf(before))),
    );
  }
  report({
    name: "drift cause: mix or within",
    value: right / cases,
    unit: "share right",
    floor: 0.5,
    cases,
    largest_gap_of_sum: worstSum,
  });
  let named = 0;
  let everywhere = 0;
  for (let index = 0; index < cases; index++) {
    const { dimensions, truth } = movedSegment(random, false);
    const found = rankSegments(dimensions).named;
    if (found?.dimension === truth.dimension && found.moved.includes(truth.segment)) named++;
    if (rankSegments(movedSegment(random, true).dimensions).named === null) everywhere++;
  }
  report({
    name: "drift cause: dimension named",
    value: named / cases,
    unit: "share right",
    floor: 1 / DIMENSIONS.length,
    cases,
  });
  report({
    name: "drift cause: change everywhere, none named",
    value: everywhere / cases,
    unit: "share right",
    cases,
  });
}

type Segments = Record<string, SegmentSums>;

const rateOf = (segments: Segments): number => {
  const all = Object.values(segments);
  return all.reduce((sum, part) => sum + part.sum, 0) / all.reduce((sum, { n }) => sum + n, 0);
};

/**
 * Simpson's paradox with a known answer. "mix": traffic moves to the worse segment while each segment stays or becomes a little
 * better, and the whole becomes worse. "within": each segment becomes worse while traffic moves a little to the better one.
 */
function simpson(
  random: Random,
  truth: "mix" | "within",
): { before: Segments; after: Segments; truth: string } {
  const good = 0.01 + 0.03 * random.next();
  const bad = good + 0.06 + 0.12 * random.next();
  const n = 3000 + random.below(7000);
  const toBad = 0.2 + 0.2 * random.next();
  const shift = truth === "mix" ? 0.2 + 0.2 * random.next() : -0.04 * random.next();
  const factor = truth === "mix" ? 1 - 0.15 * random.next() : 1.6 + 0.6 * random.next();
  const side = (part: number, scale: number): Segments => {
    const inBad = binomial(random, n, part);
    return {
      good: { n: n - inBad, sum: binomial(random, n - inBad, good * scale) },
      bad: { n: inBad, sum: binomial(random, inBad, bad * scale) },
    };
  };
  return { before: side(toBad, 1), after: side(toBad + shift, factor), truth };
}

const DIMENSIONS = [
  { name: "model", parts: [0.6, 0.3, 0.1] },
  { name: "prompt version", parts: [0.7, 0.2, 0.1] },
  { name: "provider", parts: [0.8, 0.2] },
  { name: "environment", parts: [0.9, 0.1] },
  { name: "user group", parts: [0.4, 0.3, 0.2, 0.1] },
  { name: "release", parts: [0.5, 0.5] },
];

/** Interactions with a segment of each dimension, partly the same ones together; errors rise in one segment, or everywhere. */
function movedSegment(random: Random, everywhere: boolean) {
  const moved = random.pick(DIMENSIONS);
  const segment = random.below(moved.parts.length);
  const [usual, raised] = [0.02, 0.06 + 0.06 * random.next()];
  const draws = DIMENSIONS.map(({ parts }) => weighted(parts));
  const sums: Record<string, Record<string, { before: SegmentSums; after: SegmentSums }>> = {};
  for (const period of ["before", "after"] as const)
    for (let index = 0; index < 6000; index++) {
      const own = draws.map((draw) => draw(random));
      // A provider has its own model, as in life: half of what one dimension says the other says too.
      if (own[0] === 1 && random.chance(0.5)) own[2] = 1;
      const isMoved = period === "after" && (everywhere || own[DIMENSIONS.indexOf(moved)] === segment);
      const hit = random.chance(isMoved ? raised : usual) ? 1 : 0;
      for (const [at, { name }] of DIMENSIONS.entries()) {
        const segments = (sums[name] ??= {});
        const one = (segments[`${own[at]}`] ??= { before: { n: 0, sum: 0 }, after: { n: 0, sum: 0 } });
        one[period].n++;
        one[period].sum += hit;
      }
    }
  return { dimensions: sums, truth: { dimension: moved.name, segment: `${segment}` } };
}

function binomial(random: Random, n: number, p: number): number {
  let hits = 0;
  for (let index = 0; index < n; index++) if (random.next() < p) hits++;
  return hits;
}
