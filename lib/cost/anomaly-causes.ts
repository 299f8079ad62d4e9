import { decompose, FACTORS, type CostGroup, type Factor, type TokenWeights } from "./decompose";
import { inputTokens, NO_TOKENS, outputTokens, TOKEN_BUCKETS, type TokenSums } from "./token-sums";

/** Calls of one model: as they usually are, or in the hours that stand out. */
export interface ModelCalls {
  key: string;
  calls: number;
  costNano: bigint;
  tokens: TokenSums;
  retries: number;
  retryCostNano: bigint;
}

/** Why some hours cost more: one of the causes of a change, or attempts that had to be repeated. */
export type AnomalyCause = Factor | "retries";

export interface NamedCause {
  cause: AnomalyCause;
  /** Of what the hours cost too much; the causes of one anomaly may add up to more, when others took away. */
  share: number;
  /** What the cause is measured by, usually and then: calls, tokens a call, share of cached input, dollars a call or token. */
  usual: number | null;
  now: number | null;
}

/** A cause with less of the excess is not named. */
const WORTH_NAMING = 0.25;

/**
 * What made hours expensive, the largest cause first: their calls against usual ones, as many as would have cost what was expected.
 * @param usual calls of a time before, of any length
 * @param expectedNano what the hours should have cost; where that is nothing, all that is left to name is a first use
 */
export function nameCauses(
  usual: readonly ModelCalls[],
  now: readonly ModelCalls[],
  expectedNano: number,
  weightsOf: TokenWeights = () => null,
): NamedCause[] {
  const usualNano = total(usual, ({ costNano }) => Number(costNano));
  const scale = usualNano === 0 ? 0 : expectedNano / usualNano;
  const expected = scale === 0 ? [] : usual.map((group) => scaled(group, scale));
  const excess =
    total(now, ({ costNano }) => Number(costNano)) - total(expected, ({ costNano }) => Number(costNano));
  if (excess <= 0) return [];
  const { factors } = decompose(expected, now, weightsOf);
  const retried =
    total(now, ({ retryCostNano }) => Number(retryCostNano)) -
    scale * total(usual, ({ retryCostNano }) => Number(retryCostNano));
  const named = [
    ...FACTORS.map((cause) => ({ cause, share: Number(factors[cause]) / excess })),
    { cause: "retries" as const, share: retried / excess },
  ]
    .filter(({ share }) => share >= WORTH_NAMING)
    // Repeated attempts are more calls, too: what they explain is theirs.
    .sort((a, b) => Number(b.cause === "retries") - Number(a.cause === "retries") || b.share - a.share);
  return named.map(({ cause, share }) => ({
    cause,
    share,
    usual: measureOf(cause, expected),
    now: measureOf(cause, now),
  }));
}

const total = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((sum, one) => sum + of(one), 0);

/** So many times the calls, alike in everything. */
export function scaled(group: ModelCalls, scale: number): ModelCalls {
  const tokens = { ...NO_TOKENS };
  for (const bucket of TOKEN_BUCKETS) tokens[bucket] = group.tokens[bucket] * scale;
  return {
    key: group.key,
    calls: group.calls * scale,
    costNano: BigInt(Math.round(Number(group.costNano) * scale)),
    tokens,
    retries: group.retries * scale,
    retryCostNano: BigInt(Math.round(Number(group.retryCostNano) * scale)),
  };
}

function measureOf(cause: AnomalyCause, groups: readonly (CostGroup & { retries: number })[]): number | null {
  const calls = total(groups, (group) => group.calls);
  if (calls === 0) return cause === "volume" ? 0 : null;
  const input = total(groups, ({ tokens }) => inputTokens(tokens));
  const output = total(groups, ({ tokens }) => outputTokens(tokens));
  switch (cause) {
    case "volume":
      return calls;
    case "retries":
      return total(groups, ({ retries }) => retries);
    case "prompts":
      return input / calls;
    case "outputs":
      return output / calls;
    case "caching":
      return input === 0 ? null : total(groups, ({ tokens }) => tokens.cache_read_tokens) / input;
    case "mix":
    case "price":
      return total(groups, ({ costNano }) => Number(costNano)) / 1e9 / calls;
  }
}
