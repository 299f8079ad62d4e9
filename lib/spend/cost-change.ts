import { decompose, FACTORS, type CostGroup, type Decomposition, type Factor } from "@/lib/cost/decompose";
import { inputTokens, outputTokens } from "@/lib/cost/token-sums";
import { tokenWeights } from "@/lib/cost/token-weights";
import { cacheShareOf } from "@/lib/cost/what-if";

import type { CostSummary, FeatureModelSpend } from "./cost-summary";

/** One cause of a change, of one feature or model. */
export interface Driver {
  factor: Factor;
  nano: bigint;
  /** Undefined: all features, all models. */
  feature?: string | null;
  model?: string | null;
  /** What the cause is measured by, before and now: calls, tokens a call, share of all calls, cached share, cost of the same tokens. */
  before: number;
  now: number;
}

export interface CostChange extends Decomposition {
  /** The largest first. */
  drivers: Driver[];
}

const keyOf = ({ feature, model, provider }: FeatureModelSpend): string =>
  JSON.stringify([feature, model, provider]);
const groupsOf = (spend: readonly FeatureModelSpend[]): CostGroup[] =>
  spend.map((one) => ({
    key: keyOf(one),
    calls: one.calls - one.unknownCalls,
    costNano: one.costNano,
    tokens: one.tokens,
  }));

/** Why the range cost more or less than the period before: causes that add up, and the largest of them by name. */
export function costChange({ now, before, book }: CostSummary, at: Date): CostChange {
  const change = decompose(groupsOf(before.spend), groupsOf(now.spend), tokenWeights(book, at));
  return { ...change, drivers: driversOf(change) };
}

/** Whose doing a cause is told as: prompts are a feature's, prices a model's. */
const SUBJECT: Record<Factor, (key: string) => Pick<Driver, "feature" | "model">> = {
  volume: () => ({}),
  mix: (key) => ({ feature: part(key, 0), model: part(key, 1) }),
  prompts: (key) => ({ feature: part(key, 0) }),
  outputs: (key) => ({ feature: part(key, 0) }),
  caching: (key) => ({ model: part(key, 1) }),
  price: (key) => ({ model: part(key, 1) }),
};

const part = (key: string, index: number): string | null =>
  (JSON.parse(key) as (string | null)[])[index] ?? null;

function driversOf(change: Decomposition): Driver[] {
  const found: Driver[] = [];
  const all = { before: callsOf(change, "before"), now: callsOf(change, "after") };
  for (const factor of FACTORS) {
    const subjects = new Map<string, typeof change.groups>();
    for (const group of change.groups) {
      const subject = JSON.stringify(SUBJECT[factor](group.key));
      subjects.set(subject, [...(subjects.get(subject) ?? []), group]);
    }
    for (const [subject, groups] of subjects) {
      const nano = groups.reduce((sum, group) => sum + group.factors[factor], 0n);
      if (nano === 0n) continue;
      const [before, now] = [sumOf(groups.map((one) => one.before)), sumOf(groups.map((one) => one.after))];
      found.push({
        factor,
        nano,
        ...(JSON.parse(subject) as Pick<Driver, "feature" | "model">),
        ...measured(factor, { before, now, nano, all }),
      });
    }
  }
  const size = ({ nano }: Driver): bigint => (nano < 0n ? -nano : nano);
  return found.sort((a, b) => (size(a) < size(b) ? 1 : size(a) > size(b) ? -1 : 0));
}

const callsOf = ({ groups }: Decomposition, when: "before" | "after"): number =>
  groups.reduce((sum, group) => sum + group[when].calls, 0);

interface Sum {
  calls: number;
  costNano: number;
  input: number;
  output: number;
  cached: number;
}

const sumOf = (groups: readonly CostGroup[]): Sum =>
  groups.reduce(
    (sum, group) => {
      const input = inputTokens(group.tokens);
      return {
        calls: sum.calls + group.calls,
        costNano: sum.costNano + Number(group.costNano),
        input: sum.input + input,
        output: sum.output + outputTokens(group.tokens),
        cached: sum.cached + (cacheShareOf(group.tokens) ?? 0) * input,
      };
    },
    { calls: 0, costNano: 0, input: 0, output: 0, cached: 0 },
  );

interface Measured {
  before: Sum;
  now: Sum;
  nano: bigint;
  all: { before: number; now: number };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function measured(factor: Factor, { before, now, nano, all }: Measured): Pick<Driver, "before" | "now"> {
  switch (factor) {
    case "volume":
      return all;
    case "mix":
      return { before: ratio(before.calls, all.before), now: ratio(now.calls, all.now) };
    case "prompts":
      return { before: ratio(before.input, before.calls), now: ratio(now.input, now.calls) };
    case "outputs":
      return { before: ratio(before.output, before.calls), now: ratio(now.output, now.calls) };
    case "caching":
      return { before: ratio(before.cached, before.input), now: ratio(now.cached, now.input) };
    case "price":
      // What the tokens of now would have cost at the prices of before, and what they did.
      return { before: (now.costNano - Number(nano)) / 1e9, now: now.costNano / 1e9 };
  }
}
