import type { SpanFacts } from "./facts";

/** Whether a span says what a call used or cost. */
export function hasUsage(span: SpanFacts): boolean {
  return (
    span.costNanoUsd !== null ||
    span.inputUncachedTokens !== null ||
    span.cacheReadTokens !== null ||
    span.cacheWriteTokens !== null ||
    span.inputAudioTokens !== null ||
    span.outputTextTokens !== null ||
    span.reasoningTokens !== null ||
    span.outputAudioTokens !== null
  );
}
