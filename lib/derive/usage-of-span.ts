import { FLAG } from "@/lib/model/flags";

import type { SpanFacts } from "./facts";
import { hasUsage } from "./has-usage";

/** Usage that a provider reported: it is believed before what a tokenizer made of the same call. */
export const hasReportedUsage = (span: SpanFacts): boolean =>
  hasUsage(span) && (span.flags & FLAG.tokensEstimated) === 0;

type InputTokens = Pick<
  SpanFacts,
  "inputUncachedTokens" | "cacheReadTokens" | "cacheWriteTokens" | "inputAudioTokens"
>;
type OutputTokens = Pick<SpanFacts, "outputTextTokens" | "reasoningTokens" | "outputAudioTokens">;
export type SpanTokens = InputTokens & OutputTokens;

/** Tokens of the input, cached ones included; 0 where nothing is said: for comparing, not for showing. */
export const inputOf = (span: InputTokens): number =>
  (span.inputUncachedTokens ?? 0) +
  (span.cacheReadTokens ?? 0) +
  (span.cacheWriteTokens ?? 0) +
  (span.inputAudioTokens ?? 0);

/** Tokens of the output, reasoning included; 0 where nothing is said. */
export const outputOf = (span: OutputTokens): number =>
  (span.outputTextTokens ?? 0) + (span.reasoningTokens ?? 0) + (span.outputAudioTokens ?? 0);

export const sameTotals = (a: SpanTokens, b: SpanTokens): boolean =>
  inputOf(a) === inputOf(b) && outputOf(a) === outputOf(b);
