import type { TokenEstimator } from "@/lib/cost/estimate-tokens";
import { judgeCost } from "@/lib/cost/price-call";
import type { Price } from "@/lib/cost/price";
import type { PriceBook } from "@/lib/cost/price-book";
import { serviceTierOf } from "@/lib/cost/service-tier";
import { FLAG } from "@/lib/model/flags";
import { PART } from "@/lib/model/parts";
import type { ModelSpan } from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";

import type { SpanRow } from "./rows";

const bucketsOf = (row: SpanRow): TokenBuckets => ({
  inputUncached: row.input_uncached_tokens,
  cacheRead: row.cache_read_tokens,
  cacheWrite: row.cache_write_tokens,
  cacheWrite1h: row.cache_write_1h_tokens,
  inputAudio: row.input_audio_tokens,
  outputText: row.output_text_tokens,
  reasoning: row.reasoning_tokens,
  outputAudio: row.output_audio_tokens,
  cacheReadAudio: row.cache_read_audio_tokens,
  cacheReadImage: row.cache_read_image_tokens,
  inputImage: row.input_image_tokens,
  inputVideo: row.input_video_tokens,
  outputImage: row.output_image_tokens,
  outputVideo: row.output_video_tokens,
});

/**
 * Puts into a row what a model call costs by the project's prices of today. After the row has its revision: what we make of a
 * span decides nothing about which copy of it wins, so the same bytes again leave the stored cost alone.
 * @param prices gains the list's price, to be stored with the batch; own prices are stored already
 */
export function bill(
  row: SpanRow,
  span: ModelSpan,
  book: PriceBook,
  prices: Map<string, Price>,
  estimator: TokenEstimator | null,
): void {
  const { kind } = span;
  if (kind !== "llm" && kind !== "embedding") return;
  row.service_tier = serviceTierOf(span.parameters.service_tier);
  if (span.tokens === null && !(estimator && estimate(row, { ...span, kind }, estimator))) return;
  const judged = judgeCost(
    {
      kind,
      provider: row.provider,
      requestModel: row.request_model,
      responseModel: row.response_model,
      serviceTier: row.service_tier,
      startedAt: new Date(Number(span.startedAtNs / 1_000_000n)),
      tokens: bucketsOf(row),
    },
    book,
  );
  if (!("price" in judged)) return;
  const { price, costNanoUsd } = judged;
  if (price.source !== "own") prices.set(price.id, price);
  row.cost_nano_usd = costNanoUsd;
  row.price_id = price.id;
  row.parts = (row.parts ?? 0) | PART.cost;
}

/** A failed call without usage has nothing to estimate. @returns whether the row has tokens now */
function estimate(
  row: SpanRow,
  call: Parameters<TokenEstimator>[0] & { isError: boolean },
  estimator: TokenEstimator,
): boolean {
  const tokens = call.isError ? null : estimator(call);
  if (tokens === null) return false;
  row.input_uncached_tokens = tokens.inputUncached;
  row.output_text_tokens = tokens.outputText;
  row.usage_rule = "estimated:o200k";
  row.parts = (row.parts ?? 0) | PART.tokens;
  row.flags = (row.flags ?? 0) | FLAG.tokensEstimated;
  return true;
}
