import type { SpanKind } from "@/lib/model/kind";

import type { Readings } from "./read-dialects";

/**
 * What a span is that no dialect names: one with a model, asked or answered, or with usage of its own is a model call, failed or
 * not. Embeddings and rerankings are told by their model's name. Whether another call lies below it is for the trace to say.
 */
export function kindByEvidence(readings: Readings): SpanKind {
  let model: string | null = null;
  let isUsed = false;
  for (const { reading } of readings) {
    model ??= reading.requestModel ?? reading.responseModel ?? null;
    const { usage } = reading;
    if (usage != null && (usage.input ?? usage.output ?? usage.total ?? null) !== null) isUsed = true;
  }
  if (model === null) return isUsed ? "llm" : "other";
  if (/rerank/i.test(model)) return "rerank";
  return /embed|(?:^|[/.])(?:bge|e5|gte)-/i.test(model) ? "embedding" : "llm";
}
