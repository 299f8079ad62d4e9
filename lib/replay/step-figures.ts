import { isBilled } from "@/lib/model/kind";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import type { SpanDocument } from "@/lib/traces/document";

import type { StepFigures } from "./recording";

export const NOT_BILLED: StepFigures = {
  isBilled: false,
  costNanoUsd: null,
  inputTokens: null,
  outputTokens: null,
  isEstimated: false,
};

/** What a span costs its trace; nothing where nobody bills it, or where it counts in another trace. */
export function stepFigures(
  span: Pick<
    SpanDocument,
    | "kind"
    | "response_model"
    | "request_model"
    | "told_elsewhere"
    | "cost_usd"
    | "tokens"
    | "tokens_estimated"
  >,
): StepFigures {
  const billed =
    isBilled(span.kind, span.response_model ?? span.request_model) &&
    span.told_elsewhere?.counted !== "there";
  if (!billed) return NOT_BILLED;
  const nano = span.cost_usd === null ? null : nanoOfUsd(span.cost_usd);
  return {
    isBilled: true,
    costNanoUsd: nano === null ? null : Number(nano),
    inputTokens: span.tokens?.input_total ?? null,
    outputTokens: span.tokens?.output_total ?? null,
    isEstimated: span.tokens_estimated,
  };
}
