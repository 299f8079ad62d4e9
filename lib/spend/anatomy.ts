import { costsByBucket, type TokenWeights } from "@/lib/cost/decompose";
import {
  INPUT_BUCKETS,
  inputTokens,
  OUTPUT_BUCKETS,
  outputTokens,
  type TokenSums,
} from "@/lib/cost/token-sums";
import { cacheShareOf } from "@/lib/cost/what-if";
import { apportion } from "@/lib/money/apportion";

import type { FeatureModelSpend } from "./cost-summary";
import { addSpend, ANATOMY, type AnatomyPart } from "./read-spend";

/** What tokens were for: parts of the prompt, input of calls whose texts are unknown, and the output. */
export const TOKEN_PARTS = [...ANATOMY, "unknown", "output"] as const;
export type TokenPart = AnatomyPart | "unknown" | "output";

export interface TokenAnatomy {
  /** Undefined: all together. */
  feature: string | null | undefined;
  calls: number;
  tokens: Record<TokenPart, number>;
  /** Together the known cost. */
  costNano: Record<TokenPart, bigint>;
  /** Share of the prompts' tokens that were read from a cache; null without prompts. */
  cachedShare: number | null;
  estimated: number;
  unknownUsage: number;
}

/**
 * What prompts consisted of and what each part cost, in all and by feature, the most expensive first. The parts of a prompt are known from
 * the length of its texts; each bears the prompt's cost in proportion, as nobody reports which of them a cache held.
 * @param weightsOf by what tokens of a kind cost: keys as of `tokenWeights`
 */
export function tokenAnatomy(spend: readonly FeatureModelSpend[], weightsOf: TokenWeights): TokenAnatomy[] {
  const features = new Map<string | null, FeatureModelSpend[]>();
  for (const one of spend) features.set(one.feature, [...(features.get(one.feature) ?? []), one]);
  const rows = [...features].map(([feature, own]) => rowOf(feature, own, weightsOf));
  const cost = (row: TokenAnatomy) => TOKEN_PARTS.reduce((sum, part) => sum + Number(row.costNano[part]), 0);
  rows.sort((a, b) => cost(b) - cost(a) || b.calls - a.calls);
  return [rowOf(undefined, spend, weightsOf), ...rows];
}

function rowOf(
  feature: TokenAnatomy["feature"],
  spend: readonly FeatureModelSpend[],
  weightsOf: TokenWeights,
): TokenAnatomy {
  const all = addSpend(spend);
  const costNano = Object.fromEntries(TOKEN_PARTS.map((part) => [part, 0n])) as Record<TokenPart, bigint>;
  for (const one of spend) {
    const tokens = partsOf(one);
    const costs = costsByBucket(one, weightsOf(JSON.stringify([one.model, one.provider])));
    const sum = (buckets: readonly (keyof TokenSums)[]) =>
      buckets.reduce((total, bucket) => total + costs[bucket], 0);
    const [input, output] = [inputTokens(one.tokens), outputTokens(one.tokens)];
    const shares = TOKEN_PARTS.map((part) => {
      if (part === "output") return output === 0 ? 0 : sum(OUTPUT_BUCKETS);
      return input === 0 ? 0 : (sum(INPUT_BUCKETS) * tokens[part]) / input;
    });
    // A fee, or a cost of unknown usage, is no part's: it counts as unknown.
    if (input + output === 0) shares[TOKEN_PARTS.indexOf("unknown")] = Number(one.costNano);
    const whole = apportion(one.costNano, shares);
    for (const [index, part] of TOKEN_PARTS.entries()) costNano[part] += whole[index] ?? 0n;
  }
  return {
    feature,
    calls: all.calls,
    tokens: partsOf(all),
    costNano,
    cachedShare: cacheShareOf(all.tokens),
    estimated: all.estimated,
    unknownUsage: all.unknownUsage,
  };
}

const partsOf = (
  one: Pick<FeatureModelSpend, "anatomy" | "anatomyUnknown" | "tokens">,
): Record<TokenPart, number> => ({
  ...one.anatomy,
  unknown: one.anatomyUnknown,
  output: outputTokens(one.tokens),
});
