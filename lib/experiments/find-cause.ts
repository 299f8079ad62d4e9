import { differenceOfShares, type Share } from "@/lib/stats/compare-shares";

/** Two-sided, of 95 %; of two that are judged each by itself, so that together they err as rarely (Bonferroni). */
const Z95 = 1.959964;
const Z97_5 = 2.241403;

/** Of a part's runs those that judge it; of the others those of the first round. */
const JUDGING = 0.6;
const SCREENED = 0.75;
const FINALISTS = 2;

/** What came of leaving one part out. */
export interface PartEffect {
  part: string;
  /** How often the outcome came without it, of all its runs. */
  without: Share;
  /**
   * The difference to the unchanged call, with its interval: of the runs that did not choose the part. Null: it was left behind
   * when parts were screened.
   */
  effect: { difference: number; low: number; high: number; runs: number; hits?: number } | null;
  /** The interval leaves zero out. */
  established: boolean;
}

export interface WhatIfResult {
  /** How often the outcome came with nothing taken out. */
  unchanged: Share;
  /** The largest difference first. */
  parts: PartEffect[];
}

/** Runs wanted: of the call without a part, or unchanged (null). Gives how often the outcome came in just these. */
export type Measure = (wanted: readonly { part: string | null; times: number }[]) => Promise<Share[]>;

/** How many runs a part gets to be chosen by, and how many more to be judged by. */
function plan(times: number): { first: number; second: number; fresh: number } {
  const fresh = Math.ceil(times * JUDGING);
  const first = Math.ceil((times - fresh) * SCREENED);
  return { first, second: times - fresh - first, fresh };
}

/** At most so many calls are made. @param times runs of a part at most */
export function mostCalls(parts: number, times: number): number {
  if (parts === 1) return 2 * times;
  const { first, second, fresh } = plan(times);
  return 2 * times + parts * first + kept(parts) * second + Math.min(parts, FINALISTS) * fresh;
}

/** Of the parts that were screened, how many are run again before the last two are chosen. */
const kept = (parts: number): number => Math.max(FINALISTS, Math.ceil(parts / 4));

/**
 * Which of some parts of a call an outcome depends on: each is taken out, and the call is run with and without it.
 *
 * One part is compared directly, as often as the unchanged call. Several are screened first: every one with few runs, the quarter
 * that differs most with some more, the two that differ most with as many again and more, which decide: runs that chose a part are
 * flattered by the choice. The unchanged call is run twice as often as a part, since all are compared with it (Dunnett: A multiple comparison
 * procedure for comparing several treatments with a control, Journal of the American Statistical Association 50 (1955)). Spending
 * by rounds that keep the best is Karnin, Koren, Somekh: Almost optimal exploration in multi-armed bandits, ICML 2013 (sequential
 * halving), here with a quarter, since all parts but one or two do nothing.
 * @param times runs of a part at most
 */
export async function findCause(
  parts: readonly string[],
  times: number,
  measure: Measure,
): Promise<WhatIfResult> {
  const [only] = parts;
  if (only === undefined) throw new RangeError("no part to take out");
  if (parts.length === 1) {
    const [unchanged, without] = (await measure([
      { part: null, times },
      { part: only, times },
    ])) as [Share, Share];
    return { unchanged, parts: [judged(only, without, without, unchanged, Z95)] };
  }
  const { first, second, fresh } = plan(times);
  const [unchanged, ...screened] = (await measure([
    { part: null, times: 2 * times },
    ...parts.map((part) => ({ part, times: first })),
  ])) as [Share, ...Share[]];
  const counts = new Map(parts.map((part, at) => [part, screened[at] as Share]));
  const add = async (some: readonly string[], more: number): Promise<Map<string, Share>> => {
    if (more === 0) return new Map();
    const shares = await measure(some.map((part) => ({ part, times: more })));
    for (const [at, part] of some.entries())
      counts.set(part, sum(counts.get(part) as Share, shares[at] as Share));
    return new Map(some.map((part, at) => [part, shares[at] as Share]));
  };
  const farthest = (some: readonly string[], count: number): string[] =>
    some
      .toSorted((a, b) => distance(counts.get(b), unchanged) - distance(counts.get(a), unchanged))
      .slice(0, count);
  const promising = farthest(parts, kept(parts.length));
  await add(promising, second);
  const finalists = farthest(promising, FINALISTS);
  const last = await add(finalists, fresh);
  const effects = parts.map((part): PartEffect => {
    const without = counts.get(part) as Share;
    const judging = last.get(part);
    return judging === undefined
      ? { part, without, effect: null, established: false }
      : judged(part, without, judging, unchanged, Z97_5);
  });
  return { unchanged, parts: effects.toSorted((a, b) => rank(b, unchanged) - rank(a, unchanged)) };
}

const sum = (a: Share, b: Share): Share => ({ part: a.part + b.part, whole: a.whole + b.whole });

const distance = (one: Share | undefined, other: Share): number =>
  one === undefined || one.whole === 0 || other.whole === 0
    ? -1
    : Math.abs(one.part / one.whole - other.part / other.whole);

/** Those that were judged stand before those that were not. */
const rank = ({ without, effect }: PartEffect, unchanged: Share): number =>
  distance(without, unchanged) + (effect === null ? 0 : 2);

/** @param judging the runs that decide */
function judged(part: string, without: Share, judging: Share, unchanged: Share, z: number): PartEffect {
  if (judging.whole === 0 || unchanged.whole === 0)
    return { part, without, effect: null, established: false };
  const { difference, low, high } = differenceOfShares(judging, unchanged, z);
  return {
    part,
    without,
    effect: { difference, low, high, runs: judging.whole, hits: judging.part },
    established: low > 0 || high < 0,
  };
}
