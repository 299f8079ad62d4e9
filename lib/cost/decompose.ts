import { apportion } from "@/lib/money/apportion";

import {
  addTokens,
  INPUT_BUCKETS,
  inputTokens,
  NO_TOKENS,
  OUTPUT_BUCKETS,
  outputTokens,
  TOKEN_BUCKETS,
  type TokenBucket,
  type TokenSums,
} from "./token-sums";

/**
 * What made cost change: how many calls there were; which features and models made them; how long prompts and outputs of a call
 * were; which share of the prompt was read from a cache (or written to one, or audio); what a token of a kind cost.
 */
export const FACTORS = ["volume", "mix", "prompts", "outputs", "caching", "price"] as const;
export type Factor = (typeof FACTORS)[number];
export type Factors = Record<Factor, bigint>;

/** Calls of one kind, such as one feature on one model, in one period. */
export interface CostGroup {
  key: string;
  /** Calls whose cost is known; the others are no part of any cost. */
  calls: number;
  costNano: bigint;
  tokens: TokenSums;
}

export interface GroupChange {
  key: string;
  before: CostGroup;
  after: CostGroup;
  differenceNano: bigint;
  factors: Factors;
}

export interface Decomposition {
  beforeNano: bigint;
  afterNano: bigint;
  differenceNano: bigint;
  /** Together the difference, to the nano-dollar. */
  factors: Factors;
  /** The largest change first. */
  groups: GroupChange[];
}

/** What a token of each kind costs, in any unit; null: nobody knows, each token weighs the same. */
export type TokenWeights = (key: string) => TokenSums | null;

/**
 * The difference of two periods' costs as a sum of causes, exact to the nano-dollar.
 *
 * A group i (of n_i calls among N, with T tokens on a side: prompt or output) costs, for each kind b of token,
 *   c_ib = N · (n_i / N) · (T_i / n_i) · (t_ib / T_i) · (c_ib / t_ib)
 *        = volume · mix · length · caching · price,
 * and each cause x contributes Σ L(c_ib¹, c_ib⁰) · ln(x¹ / x⁰) with the logarithmic mean L(a, b) = (a − b) / (ln a − ln b).
 * Source: logarithmic mean Divisia index I, additive form (LMDI-I): B. W. Ang, Decomposition analysis for policymaking in
 * energy, Energy Policy 32 (2004) 1131–1139. It leaves no residual and treats both periods alike. A group's cost is split over
 * its kinds of tokens by their prices. What begins or ends is the doing of the first of the causes, read from the left, that
 * was nothing: a new model is mix, a first call at all is volume (after Ang and Liu, Energy Policy 35 (2007) 238–246).
 * Shares of nano-dollars are apportioned within each group by largest remainder.
 */
export function decompose(
  before: readonly CostGroup[],
  after: readonly CostGroup[],
  weightsOf: TokenWeights = () => null,
): Decomposition {
  const [old, now] = [byKey(before), byKey(after)];
  const calls: [number, number] = [callsOf(old), callsOf(now)];
  const groups = [...new Set([...old.keys(), ...now.keys()])].map((key): GroupChange => {
    const pair: [CostGroup, CostGroup] = [old.get(key) ?? nothing(key), now.get(key) ?? nothing(key)];
    const differenceNano = pair[1].costNano - pair[0].costNano;
    const shares = causesOf(pair, calls, weightsOf(key));
    const whole = apportion(
      differenceNano,
      FACTORS.map((factor) => shares[factor]),
    );
    return {
      key,
      before: pair[0],
      after: pair[1],
      differenceNano,
      factors: Object.fromEntries(FACTORS.map((factor, index) => [factor, whole[index]])) as Factors,
    };
  });
  const size = (group: GroupChange): bigint =>
    group.differenceNano < 0n ? -group.differenceNano : group.differenceNano;
  groups.sort((a, b) => (size(a) < size(b) ? 1 : size(a) > size(b) ? -1 : a.key < b.key ? -1 : 1));
  const beforeNano = before.reduce((sum, group) => sum + group.costNano, 0n);
  const afterNano = after.reduce((sum, group) => sum + group.costNano, 0n);
  return {
    beforeNano,
    afterNano,
    differenceNano: afterNano - beforeNano,
    factors: totalFactors(groups),
    groups,
  };
}

const totalFactors = (groups: readonly Pick<GroupChange, "factors">[]): Factors =>
  Object.fromEntries(
    FACTORS.map((factor) => [factor, groups.reduce((sum, group) => sum + group.factors[factor], 0n)]),
  ) as Factors;

const nothing = (key: string): CostGroup => ({ key, calls: 0, costNano: 0n, tokens: { ...NO_TOKENS } });

function byKey(groups: readonly CostGroup[]): Map<string, CostGroup> {
  const found = new Map<string, CostGroup>();
  for (const group of groups) {
    const known = found.get(group.key);
    found.set(
      group.key,
      known
        ? {
            key: group.key,
            calls: known.calls + group.calls,
            costNano: known.costNano + group.costNano,
            tokens: addTokens(known.tokens, group.tokens),
          }
        : group,
    );
  }
  return found;
}

const callsOf = (groups: Map<string, CostGroup>): number =>
  [...groups.values()].reduce((sum, group) => sum + billed(group), 0);

/** A cost without a call that says so is still somebody's: one call. */
const billed = (group: CostGroup): number => Math.max(group.calls, group.costNano > 0n ? 1 : 0);

/** One kind of token of a group in one period: the causes of its cost, from the left. */
interface Part {
  costNano: number;
  chain: readonly number[];
}

const SIDES = [
  { buckets: INPUT_BUCKETS, causes: ["volume", "mix", "prompts", "caching", "price"] },
  // Text and reasoning are both output: how an output divides into them is its length's doing.
  { buckets: OUTPUT_BUCKETS, causes: ["volume", "mix", "outputs", "outputs", "price"] },
] as const;
/** A cost that no tokens explain (a fee, or unknown usage) is a price of the call itself. */
const PER_CALL = ["volume", "mix", "price"] as const;

function causesOf(
  [before, after]: readonly [CostGroup, CostGroup],
  calls: readonly [number, number],
  weights: TokenSums | null,
): Record<Factor, number> {
  const found: Record<Factor, number> = { volume: 0, mix: 0, prompts: 0, outputs: 0, caching: 0, price: 0 };
  const told = [before, after].every((group) => group.costNano === 0n || anyTokens(group.tokens) > 0);
  if (!told) {
    const part = (group: CostGroup, all: number): Part => {
      const cost = Number(group.costNano);
      return { costNano: cost, chain: [all, billed(group) / all, cost / billed(group)] };
    };
    attribute(found, part(before, calls[0]), part(after, calls[1]), PER_CALL);
    return found;
  }
  const [old, now] = [costsByBucket(before, weights), costsByBucket(after, weights)];
  for (const { buckets, causes } of SIDES) {
    const part = (group: CostGroup, all: number, costs: TokenSums, bucket: TokenBucket): Part => {
      const side = buckets === INPUT_BUCKETS ? inputTokens(group.tokens) : outputTokens(group.tokens);
      const tokens = group.tokens[bucket];
      return {
        costNano: costs[bucket],
        chain: [all, billed(group) / all, side / billed(group), tokens / side, costs[bucket] / tokens],
      };
    };
    for (const bucket of buckets)
      attribute(found, part(before, calls[0], old, bucket), part(after, calls[1], now, bucket), causes);
  }
  return found;
}

function attribute(
  found: Record<Factor, number>,
  before: Part,
  after: Part,
  causes: readonly Factor[],
): void {
  const [from, to] = [before.costNano, after.costNano];
  if (from === 0 && to === 0) return;
  if (from === 0 || to === 0) {
    const empty = from === 0 ? before : after;
    const first = empty.chain.findIndex((value) => !(value > 0));
    found[causes[first] ?? "price"] += to - from;
    return;
  }
  const mean = logarithmicMean(to, from);
  for (const [index, cause] of causes.entries())
    found[cause] += mean * Math.log((after.chain[index] as number) / (before.chain[index] as number));
}

function logarithmicMean(a: number, b: number): number {
  const ratio = (a - b) / b;
  // The quotient of two differences near zero has no digits left; the mean of both is within ratio²/12 of it.
  if (Math.abs(ratio) < 1e-6) return (a + b) / 2;
  return (a - b) / (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(a / b));
}

const anyTokens = (tokens: TokenSums): number => inputTokens(tokens) + outputTokens(tokens);

/** A group's cost over its kinds of tokens, by their prices; where those explain nothing, by their number. */
export function costsByBucket(
  group: Pick<CostGroup, "costNano" | "tokens">,
  weights: TokenSums | null,
): TokenSums {
  const weigh = (by: TokenSums | null): TokenSums => {
    const weighed = { ...NO_TOKENS };
    for (const bucket of TOKEN_BUCKETS) weighed[bucket] = group.tokens[bucket] * (by?.[bucket] ?? 1);
    return weighed;
  };
  let shares = weigh(weights);
  if (anyTokens(shares) === 0) shares = weigh(null);
  const all = anyTokens(shares);
  const costs = { ...NO_TOKENS };
  if (all === 0) return costs;
  for (const bucket of TOKEN_BUCKETS) costs[bucket] = (Number(group.costNano) * shares[bucket]) / all;
  return costs;
}
