import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import type { SpanKind } from "@/lib/model/kind";

/** Key of a call: start with all its microseconds, trace, span (hex). */
export type CallKey = [startedAt: string, traceId: string, spanId: string];

export interface Scope {
  projectId: number;
  shardKeys: readonly number[];
  from: string;
  to: string;
  provider: string;
  model: string;
  /** The last call done; null: none yet. */
  cursor: CallKey | null;
}

/** What a stored call's price depends on, and what it costs now. */
export interface StoredCall {
  startedAt: string;
  traceId: string;
  spanId: string;
  shardKey: number;
  revision: string;
  costNanoUsd: string | null;
  priceId: string | null;
  kind: SpanKind;
  /** What its trace says that it is: only model calls count. */
  derivedKind: SpanKind | null;
  /** A failed call without usage has nothing to price. */
  isError: boolean;
  /** Bits of lib/model/flags.ts. */
  flags: number;
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  serviceTier: string | null;
  region: string | null;
  webSearches: number | null;
  inputUncached: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  cacheWrite1h: number | null;
  inputAudio: number | null;
  outputText: number | null;
  reasoning: number | null;
  outputAudio: number | null;
  cacheReadAudio: number | null;
  cacheReadImage: number | null;
  inputImage: number | null;
  inputVideo: number | null;
  outputImage: number | null;
  outputVideo: number | null;
}

/** Spans that are priced: model calls by themselves or by their trace, of the scope's provider and model under either name. */
function within(tx: Tx, scope: Scope) {
  const beginning = scope.model.toLowerCase().replace(/\*$/, "");
  const names = tx`lower(coalesce(response_model, '')), lower(coalesce(request_model, ''))`;
  const model = scope.model.endsWith("*")
    ? tx`exists (select from unnest(array[${names}]) n where starts_with(n, ${beginning}))`
    : tx`${beginning} = any(array[${names}])`;
  return tx`
    project_id = ${scope.projectId}
    and shard_key = any(${plainArray(scope.shardKeys)}::int[])
    and started_at >= ${scope.from}::timestamptz
    and started_at < ${scope.to}::timestamptz
    and (kind in ('llm', 'embedding') or derived_kind in ('llm', 'embedding'))
    ${scope.provider === "*" ? tx`` : tx`and lower(provider) = lower(${scope.provider})`}
    ${scope.model === "*" ? tx`` : tx`and ${model}`}`;
}

export async function countCalls(tx: Tx, scope: Scope): Promise<number> {
  const [row] = await tx<{ n: number }[]>`select count(*)::int as n from spans where ${within(tx, scope)}`;
  return row?.n ?? 0;
}

/** The next calls in the order of their key. */
export async function readCalls(tx: Tx, scope: Scope, limit: number): Promise<StoredCall[]> {
  const [at, traceId, spanId] = scope.cursor ?? [];
  const after =
    at === undefined || traceId === undefined || spanId === undefined
      ? tx``
      : tx`and started_at >= ${at}::timestamptz
          and (started_at, trace_id, span_id) > (${at}::timestamptz, ${traceId}::uuid, ${Buffer.from(spanId, "hex")}::bytea)`;
  return tx<StoredCall[]>`
    select started_at as "startedAt", trace_id as "traceId", encode(span_id, 'hex') as "spanId", shard_key as "shardKey",
      revision::text as revision, cost_nano_usd::text as "costNanoUsd", price_id::text as "priceId", kind,
      derived_kind as "derivedKind", is_error as "isError", flags, provider, request_model as "requestModel",
      response_model as "responseModel", service_tier as "serviceTier", endpoint_region as region, web_searches as "webSearches",
      input_uncached_tokens as "inputUncached",
      cache_read_tokens as "cacheRead", cache_write_tokens as "cacheWrite", cache_write_1h_tokens as "cacheWrite1h",
      input_audio_tokens as "inputAudio", output_text_tokens as "outputText", reasoning_tokens as reasoning,
      output_audio_tokens as "outputAudio", cache_read_audio_tokens as "cacheReadAudio", cache_read_image_tokens as "cacheReadImage",
      input_image_tokens as "inputImage", input_video_tokens as "inputVideo",
      output_image_tokens as "outputImage", output_video_tokens as "outputVideo"
    from spans
    where ${within(tx, scope)} ${after}
    order by started_at, trace_id, span_id
    limit ${limit}`;
}
