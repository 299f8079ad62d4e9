import type { Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import type { CallDetails } from "@/lib/model/call-details";
import { isModelCall } from "@/lib/model/kind";
import { ownLabelSql } from "@/lib/model/labels";
import { COMPLETENESS } from "@/lib/model/completeness";
import type { TokenBuckets } from "@/lib/model/tokens";

import { hasUsage } from "./has-usage";
import type { AdditionFacts, SpanFacts } from "./facts";
import type { StoredSpan } from "./read-facts";
import { isoOfUs } from "./write-derived";

/**
 * A model call that carries no usage, with that of the first addition that has some: a copy, which is stored in the span's place.
 * The span itself, when there is nothing to fill.
 * @param additions of the span, by time, then id
 */
export function filled(span: SpanFacts, additions: readonly AdditionFacts[]): SpanFacts {
  if (!isModelCall(span.kind) || hasUsage(span)) return span;
  const said = additions.find(({ call }) => call !== null)?.call;
  if (said === undefined || said === null) return span;
  const details = JSON.parse(said) as CallDetails;
  const { tokens } = details;
  return {
    ...span,
    filledBy: details,
    provider: span.provider ?? details.provider,
    requestModel: span.requestModel ?? details.requestModel,
    responseModel: span.responseModel ?? details.responseModel,
    responseId: span.responseId ?? details.responseId,
    costNanoUsd: details.costNanoUsd === null ? null : Number(details.costNanoUsd),
    inputUncachedTokens: tokens.inputUncached,
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite,
    inputAudioTokens: tokens.inputAudio,
    outputTextTokens: tokens.outputText,
    reasoningTokens: tokens.reasoning,
    outputAudioTokens: tokens.outputAudio,
    parts: span.parts | COMPLETENESS.tokens | (details.costNanoUsd === null ? 0 : COMPLETENESS.cost),
  };
}

const COLUMNS: Record<keyof TokenBuckets, string> = {
  inputUncached: "input_uncached_tokens",
  cacheRead: "cache_read_tokens",
  cacheWrite: "cache_write_tokens",
  cacheWrite1h: "cache_write_1h_tokens",
  inputAudio: "input_audio_tokens",
  outputText: "output_text_tokens",
  reasoning: "reasoning_tokens",
  outputAudio: "output_audio_tokens",
  cacheReadAudio: "cache_read_audio_tokens",
  cacheReadImage: "cache_read_image_tokens",
  inputImage: "input_image_tokens",
  inputVideo: "input_video_tokens",
  outputImage: "output_image_tokens",
  outputVideo: "output_video_tokens",
};
const BUCKETS = Object.keys(COLUMNS) as (keyof TokenBuckets)[];

/** They stand before those of its set. The first place is said with them: an array that begins later would be read as beginning there. */
const FILLED_LABELS = ["provider", "request_model", "response_model", "usage_rule"] as const;

/** The columns of `spans` that {@link storeFilled} writes, as it writes them. */
export function filledColumns(span: SpanFacts): Record<string, string | number | null> {
  const { tokens, usageRule, costNanoUsd, priceId } = span.filledBy as CallDetails;
  return {
    provider: span.provider,
    request_model: span.requestModel,
    response_model: span.responseModel,
    response_id: span.responseId,
    usage_rule: usageRule,
    cost_nano_usd: costNanoUsd,
    price_id: priceId,
    ...Object.fromEntries(BUCKETS.map((bucket) => [COLUMNS[bucket], tokens[bucket] ?? null])),
  };
}

/** Stores what additions filled. Few spans: most carry their own usage. */
export function storeFilled(tx: Tx, spans: readonly StoredSpan[]): Promise<unknown> | null {
  const rows = spans.filter((span) => span.filledBy !== undefined);
  if (rows.length === 0) return null;
  const details = rows.map((span) => span.filledBy as CallDetails);
  const counts = (bucket: keyof TokenBuckets) =>
    plainArray(details.map(({ tokens }) => tokens[bucket] ?? null));
  return tx.unsafe(
    `
    update span_rows t
    set ${ownLabelSql("kind")} = t.${ownLabelSql("kind")}, ${FILLED_LABELS.map((label) => `${ownLabelSql(label)} = u.${label}`).join(", ")}, response_id = u.response_id,
      cost_nano_usd = u.cost_nano_usd, price_id = u.price_id, parts = u.parts,
      ${BUCKETS.map((bucket) => `${COLUMNS[bucket]} = u.${COLUMNS[bucket]}`).join(", ")}
    from unnest($1::int[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::bigint[], $11::bigint[], $12::smallint[], ${BUCKETS.map((_, index) => `$${index + 13}::int[]`).join(", ")})
      as u (project_id, trace_id, span_id, started_at, provider, request_model, response_model, response_id, usage_rule, cost_nano_usd,
        price_id, parts, ${BUCKETS.map((bucket) => COLUMNS[bucket]).join(", ")})
    where t.project_id = u.project_id and t.trace_id = u.trace_id and t.span_id = u.span_id and t.started_at = u.started_at
      and t.project_id = any($1::int[]) and t.trace_id = any($2::uuid[]) and t.shard_key = any($${BUCKETS.length + 13}::int[])`,
    [
      plainArray(rows.map((row) => row.projectId)),
      uuidArray(rows.map((row) => row.traceId)),
      byteaArray(rows.map((row) => row.spanId)),
      `{${rows.map((row) => `"${isoOfUs(row.startedUs)}"`).join(",")}}`,
      textArray(rows.map((row) => row.provider)),
      textArray(rows.map((row) => row.requestModel)),
      textArray(rows.map((row) => row.responseModel)),
      textArray(rows.map((row) => row.responseId)),
      textArray(details.map(({ usageRule }) => usageRule)),
      plainArray(details.map(({ costNanoUsd }) => costNanoUsd)),
      plainArray(details.map(({ priceId }) => priceId)),
      plainArray(rows.map((row) => row.parts)),
      ...BUCKETS.map(counts),
      plainArray([...new Set(rows.map((row) => row.shardKey))]),
    ],
  );
}
