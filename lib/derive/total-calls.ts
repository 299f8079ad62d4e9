import { isContradicted } from "@/lib/model/cost-status";

import type { CountedCall } from "./counted-call";
import type { SpanFacts, TraceRow } from "./facts";
import { hasUsage } from "./has-usage";

type Totals = Pick<
  TraceRow,
  | "costNanoUsd"
  | "costStatus"
  | "unknownCostCount"
  | "contradictedCostCount"
  | "inputTokens"
  | "cacheReadTokens"
  | "cacheWriteTokens"
  | "outputTokens"
  | "reasoningTokens"
>;

/** What a column of tokens holds. */
const MAX_TOKENS = 2_147_483_647;

/** A sum of what is known; null when nothing is, or when it is more than the column holds: then nobody can believe it. */
function sumKnown(values: readonly (number | null)[], most = MAX_TOKENS): number | null {
  const sum = values.reduce((total, value) => (value === null ? total : (total ?? 0) + value), null);
  return sum !== null && sum > most ? null : sum;
}

/** A failed call for which no usage was reported cost nothing that anybody can know of: there is nothing to price. */
const isPriceable = (span: SpanFacts): boolean => !span.isError || hasUsage(span);

const inputOf = (span: SpanFacts): number | null =>
  sumKnown([span.inputUncachedTokens, span.cacheReadTokens, span.cacheWriteTokens, span.inputAudioTokens]);
const outputOf = (span: SpanFacts): number | null =>
  sumKnown([span.outputTextTokens, span.reasoningTokens, span.outputAudioTokens]);

/** Cost in nano-dollars and tokens over the counted calls, each once. Unknown stays unknown: it is counted, never 0. */
export function totalCalls(calls: readonly CountedCall[]): Totals {
  const spans = calls.map((call) => call.node.span);
  const priceable = spans.filter(isPriceable);
  const unknown = priceable.filter((span) => span.costNanoUsd === null).length;
  return {
    costNanoUsd: sumKnown(
      spans.map((span) => span.costNanoUsd),
      Number.MAX_SAFE_INTEGER,
    ),
    costStatus:
      priceable.length === 0
        ? null
        : unknown === 0
          ? "known"
          : unknown === priceable.length
            ? "unknown"
            : "partial",
    unknownCostCount: unknown,
    contradictedCostCount: spans.filter((span) => isContradicted(span.costNanoUsd, span.reportedCostNanoUsd))
      .length,
    inputTokens: sumKnown(spans.map(inputOf)),
    cacheReadTokens: sumKnown(spans.map((span) => span.cacheReadTokens)),
    cacheWriteTokens: sumKnown(spans.map((span) => span.cacheWriteTokens)),
    outputTokens: sumKnown(spans.map(outputOf)),
    reasoningTokens: sumKnown(spans.map((span) => span.reasoningTokens)),
  };
}
