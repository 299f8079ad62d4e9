import type { TokenEstimator } from "@/lib/cost/estimate-tokens";
import { endpointRegion } from "@/lib/cost/endpoint-region";
import { mediaFlags, mediaOf } from "@/lib/cost/media";
import { assessCost } from "@/lib/cost/price-call";
import type { AssessedCost } from "@/lib/cost/price-call";
import type { Price } from "@/lib/cost/price";
import type { PriceBook } from "@/lib/cost/price-book";
import { serviceTierOf } from "@/lib/cost/service-tier";
import { FLAG } from "@/lib/model/flags";
import { COMPLETENESS } from "@/lib/model/completeness";
import type { JsonObject } from "@/lib/model/json";
import type { CallDetails } from "@/lib/model/call-details";
import type { ModelAddition, ModelSpan } from "@/lib/model/span";
import type { TokenBuckets } from "@/lib/model/tokens";

import { countSearches } from "./count-searches";
import { tierBy } from "@/lib/ingest/dialects/served";
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

const putTokens = (row: SpanRow, tokens: TokenBuckets): void => {
  row.input_uncached_tokens = tokens.inputUncached;
  row.cache_read_tokens = tokens.cacheRead;
  row.cache_write_tokens = tokens.cacheWrite;
  row.cache_write_1h_tokens = tokens.cacheWrite1h;
  row.input_audio_tokens = tokens.inputAudio;
  row.cache_read_audio_tokens = tokens.cacheReadAudio ?? null;
  row.cache_read_image_tokens = tokens.cacheReadImage ?? null;
  row.input_image_tokens = tokens.inputImage ?? null;
  row.input_video_tokens = tokens.inputVideo ?? null;
};

/**
 * What is priced as what. An agent or a workflow that carries usage may be all that tells of its calls: its cost waits with the
 * span, and the trace counts it only where no call lies below.
 */
function pricedAs(span: ModelSpan): "llm" | "embedding" | "rerank" | null {
  if (span.kind === "llm" || span.kind === "embedding") return span.kind;
  // One that names no model runs beside the program, and is billed by nobody.
  if (span.kind === "rerank") return (span.requestModel ?? span.responseModel) === null ? null : "rerank";
  const isActor = span.kind === "agent" || span.kind === "workflow";
  return isActor && span.tokens !== null && (span.requestModel ?? span.responseModel) !== null ? "llm" : null;
}

/**
 * Puts into a row what a model call costs by the project's prices of today. After the row has its revision: what we make of a
 * span decides nothing about which copy of it wins, so the same bytes again leave the stored cost alone.
 * @param prices gains the list's price, to be stored with the batch; own prices are stored already
 */
export function priceSpan(
  row: SpanRow,
  span: ModelSpan,
  book: PriceBook,
  prices: Map<string, Price>,
  estimator: TokenEstimator | null,
): void {
  const kind = pricedAs(span);
  if (kind === null) return;
  row.service_tier = serviceTierOf(span.parameters.service_tier);
  row.endpoint_region = endpointRegion(span, span.attributes, span.parameters);
  row.web_searches = span.webSearches ?? null;
  row.flags = (row.flags ?? 0) | mediaFlags(span.input);
  const media = mediaOf(row.flags);
  if (span.tokens === null && span.kind === kind && kind !== "rerank" && estimator)
    estimate(row, { ...span, kind }, estimator);
  const quantities =
    kind === "rerank" ? { searches: countSearches(span) } : { webSearches: span.webSearches ?? null };
  const assessTokens = (tokens: TokenBuckets): AssessedCost =>
    assessCost(
      {
        kind,
        provider: row.provider,
        requestModel: row.request_model,
        responseModel: row.response_model,
        serviceTier: row.service_tier,
        region: row.endpoint_region,
        startedAt: new Date(Number(span.startedAtNs / 1_000_000n)),
        tokens,
        media,
        quantities,
      },
      book,
    );
  const assessed = settle(row, span, assessTokens);
  if (!("price" in assessed)) return;
  const { price, costNanoUsd } = assessed;
  if (price.source !== "own") prices.set(price.id, price);
  row.cost_nano_usd = costNanoUsd;
  row.price_id = price.id;
  row.parts = (row.parts ?? 0) | COMPLETENESS.cost;
}

/** The row's tokens, or those of another reading where what the client says it cost shows that one to be right; and their cost. */
function settle(
  row: SpanRow,
  span: ModelSpan,
  assessTokens: (tokens: TokenBuckets) => AssessedCost,
): AssessedCost {
  const tokens = bucketsOf(row);
  const assessed = assessTokens(tokens);
  if (span.cacheCostUsd) {
    const counted = "price" in assessed ? countCached(tokens, span.cacheCostUsd, assessed.price) : null;
    // Nobody knows how much of the input was cached: then nobody knows what it cost.
    putTokens(row, counted ?? { ...tokens, inputUncached: null });
    row.usage_rule = counted === null ? "cache_cost_without_count" : "cache_counted_by_cost";
    return assessTokens(bucketsOf(row));
  }
  const reported = row.reported_cost_nano_usd === null ? null : BigInt(row.reported_cost_nano_usd);
  if (span.otherTokens === undefined || reported === null || fits(assessed, reported)) return assessed;
  const other = assessTokens(span.otherTokens);
  if (!fits(other, reported)) return assessed;
  putTokens(row, span.otherTokens);
  row.usage_rule = "reported_cost";
  return other;
}

/** Within a thousandth, and the rounding of a client that keeps six decimals. */
function fits(assessed: AssessedCost, reportedNanoUsd: bigint): boolean {
  if (!("price" in assessed)) return false;
  const apart = Math.abs(Number(assessed.costNanoUsd - reportedNanoUsd));
  return apart <= Math.max(1000, Number(reportedNanoUsd) / 1000);
}

/** How many tokens cost that much at these unit prices: whole numbers within the input, or nothing. */
function countCached(
  tokens: TokenBuckets,
  costUsd: { read: number; write: number },
  { units }: Price,
): TokenBuckets | null {
  const count = (usd: number, unit: string | undefined): number | null => {
    if (usd === 0) return 0;
    const exact = (usd * 1e6) / Number(unit);
    const whole = Math.round(exact);
    return Number.isFinite(exact) && Math.abs(exact - whole) < 0.01 ? whole : null;
  };
  const read = count(costUsd.read, units.cache_read_mtok);
  const write = count(costUsd.write, units.cache_write_mtok);
  if (read === null || write === null || tokens.inputUncached === null) return null;
  const inputUncached = tokens.inputUncached - read - write;
  if (inputUncached < 0) return null;
  return {
    ...tokens,
    inputUncached,
    cacheRead: costUsd.read > 0 ? read : null,
    cacheWrite: costUsd.write > 0 ? write : null,
  };
}

/** A failed call without usage has nothing to estimate. */
function estimate(
  row: SpanRow,
  call: Parameters<TokenEstimator>[0] & { isError: boolean },
  estimator: TokenEstimator,
): void {
  const tokens = call.isError ? null : estimator(call);
  if (tokens === null) return;
  row.input_uncached_tokens = tokens.inputUncached;
  row.output_text_tokens = tokens.outputText;
  row.usage_rule = "estimated:o200k";
  row.parts = (row.parts ?? 0) | COMPLETENESS.tokens;
  row.flags = (row.flags ?? 0) | FLAG.tokensEstimated;
}

/**
 * What an event tells of a call, with what it costs by the project's prices of today: as JSON text, to be stored with the event.
 * @param attributes what else the event says: how the call was served changes its price
 */
export function priceDetails(
  call: NonNullable<ModelAddition["call"]>,
  attributes: JsonObject,
  atNs: bigint,
  book: PriceBook,
  prices: Map<string, Price>,
): string {
  const assessed = assessCost(
    {
      ...call,
      kind: isEmbedding(call) ? "embedding" : "llm",
      serviceTier: serviceTierOf(tierBy(attributes)),
      region: endpointRegion(call, attributes),
      startedAt: new Date(Number(atNs / 1_000_000n)),
    },
    book,
  );
  const price = "price" in assessed ? assessed : null;
  if (price !== null && price.price.source !== "own") prices.set(price.price.id, price.price);
  const details: CallDetails = {
    ...call,
    costNanoUsd: price?.costNanoUsd.toString() ?? null,
    priceId: price?.price.id ?? null,
  };
  return JSON.stringify(details);
}

const isEmbedding = ({ requestModel, responseModel }: NonNullable<ModelAddition["call"]>): boolean =>
  /embed/i.test(requestModel ?? responseModel ?? "");
