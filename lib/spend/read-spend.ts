import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { addTokens, NO_TOKENS, TOKEN_BUCKETS, type TokenSums } from "@/lib/cost/token-sums";
import type { FigureQuery } from "@/lib/metrics/figure-query";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import type { MetricDimension } from "@/lib/model/figure-dimensions";

import { ofModelCalls, type SpendQuery } from "./spend-query";

/** Parts of a prompt, estimated from the length of their texts. */
export const ANATOMY = ["system", "tools", "history", "retrieved", "user"] as const;
export type AnatomyPart = (typeof ANATOMY)[number];

/** What model calls cost, and what they consisted of. */
export interface Spend {
  calls: number;
  /** Calls without a known cost: in `calls`, not in `costNano`. */
  unknownCalls: number;
  /** Calls whose tokens nobody reported. */
  unknownUsage: number;
  /** Calls whose tokens are a tokenizer's estimate. */
  estimated: number;
  costNano: bigint;
  tokens: TokenSums;
  /** Input tokens by what they were for; together with `anatomyUnknown` the input. */
  anatomy: Record<AnatomyPart, number>;
  anatomyUnknown: number;
  /** Calls that repeated an earlier one, and what the replaced attempts cost. */
  retries: number;
  retryCostNano: bigint;
}

export interface GroupSpend extends Spend {
  /** Values of the words that were asked for, in their order. */
  groups: (string | null)[];
}

const NO_ANATOMY = { system: 0, tools: 0, history: 0, retrieved: 0, user: 0 };
export const NO_SPEND: Readonly<Spend> = Object.freeze({
  calls: 0,
  unknownCalls: 0,
  unknownUsage: 0,
  estimated: 0,
  costNano: 0n,
  tokens: NO_TOKENS,
  anatomy: NO_ANATOMY,
  anatomyUnknown: 0,
  retries: 0,
  retryCostNano: 0n,
});

const SUMS = [
  "calls",
  "unknown_cost_count",
  "unknown_usage_count",
  "estimated_calls",
  "cost_nano_usd",
  ...TOKEN_BUCKETS,
  ...ANATOMY.map((part) => `input_${part}_tokens`),
  "anatomy_unknown_tokens",
  "retries",
  "retry_cost_nano_usd",
];

/**
 * Everything about model calls by group; groups without a call are absent.
 * @param samples parts of the range that stand for it
 */
export async function readSpend(
  tx: TransactionSql,
  ctx: Context,
  query: SpendQuery,
  groupBy: readonly MetricDimension[],
  samples?: FigureQuery["samples"],
): Promise<(GroupSpend & { at: string | null })[]> {
  const { from, to, zone, filters } = query;
  const cells = await readDataPoints(tx, ctx, {
    source: "calls",
    sums: SUMS,
    from,
    to,
    zone,
    interval: "range",
    groupBy,
    filters: ofModelCalls(filters),
    ...(samples ? { samples } : {}),
  });
  return cells.map(({ at, groups, sums }) => {
    const count = (name: string): number => Number(sums[name] ?? 0n);
    const tokens = { ...NO_TOKENS };
    for (const bucket of TOKEN_BUCKETS) tokens[bucket] = count(bucket);
    const anatomy = { ...NO_ANATOMY };
    for (const part of ANATOMY) anatomy[part] = count(`input_${part}_tokens`);
    return {
      at,
      groups,
      calls: count("calls"),
      unknownCalls: count("unknown_cost_count"),
      unknownUsage: count("unknown_usage_count"),
      estimated: count("estimated_calls"),
      costNano: sums.cost_nano_usd ?? 0n,
      tokens,
      anatomy,
      anatomyUnknown: count("anatomy_unknown_tokens"),
      retries: count("retries"),
      retryCostNano: sums.retry_cost_nano_usd ?? 0n,
    };
  });
}

/** Several groups as one. */
export function addSpend(spends: readonly Spend[]): Spend {
  const total: Spend = { ...NO_SPEND, anatomy: { ...NO_ANATOMY } };
  for (const one of spends) {
    total.calls += one.calls;
    total.unknownCalls += one.unknownCalls;
    total.unknownUsage += one.unknownUsage;
    total.estimated += one.estimated;
    total.costNano += one.costNano;
    total.tokens = addTokens(total.tokens, one.tokens);
    for (const part of ANATOMY) total.anatomy[part] += one.anatomy[part];
    total.anatomyUnknown += one.anatomyUnknown;
    total.retries += one.retries;
    total.retryCostNano += one.retryCostNano;
  }
  return total;
}
