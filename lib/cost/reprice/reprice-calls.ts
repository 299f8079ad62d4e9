import type { Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import { distinctBuckets, markStale, tenSecondBucketOf } from "@/lib/derive/mark-stale";
import { laneOf } from "@/lib/model/ids";
import { isModelCall, type SpanKind } from "@/lib/model/kind";
import { COMPLETENESS } from "@/lib/model/completeness";

import { mediaOf } from "../media";
import type { Price } from "../price";
import type { PriceBook } from "../price-book";
import { assessCost } from "../price-call";
import { storePrices } from "../store-prices";
import { addDifferences } from "./differences";
import type { CallKey, StoredCall } from "./read-calls";
import type { ModelDifference } from "./repricing";

interface Repriced {
  call: StoredCall;
  costNanoUsd: string | null;
  price: Price | null;
}

/**
 * Prices stored calls by a book and, if `writes`, gives them that cost and marks their traces: everything derived follows.
 * A call that was replaced by a fuller copy since it was read has been priced by that book already and is left alone.
 * @returns what changes by model, over calls that count (a wrapper of a call is repriced and not counted), and the last call's key
 */
export async function repriceCalls(
  tx: Tx,
  projectId: number,
  calls: readonly StoredCall[],
  book: PriceBook,
  writes: boolean,
): Promise<{ differences: ModelDifference[]; last: CallKey | null }> {
  const repriced = calls.map((call) => reprice(call, book));
  const changed = repriced.filter(
    ({ call, costNanoUsd, price }) =>
      call.costNanoUsd !== costNanoUsd || call.priceId !== (price?.id ?? null),
  );
  if (writes && changed.length > 0) await write(tx, projectId, changed);
  const isChanged = new Set(changed);
  const differences = repriced
    .filter(({ call }) => isModelCall(call.derivedKind ?? call.kind))
    .map((one) => differenceOf(one, isChanged.has(one)));
  const end = calls.at(-1);
  return {
    differences: addDifferences([], differences),
    last: end ? [end.startedAt, end.traceId, end.spanId] : null,
  };
}

function reprice(call: StoredCall, book: PriceBook): Repriced {
  const shown: SpanKind = call.derivedKind ?? call.kind;
  const kind = shown === "embedding" || (shown !== "llm" && call.kind === "embedding") ? "embedding" : "llm";
  const assessed = assessCost(
    {
      ...call,
      kind,
      tokens: call,
      media: mediaOf(call.flags),
      quantities: { webSearches: call.webSearches },
      startedAt: new Date(call.startedAt),
    },
    book,
  );
  return "price" in assessed
    ? { call, costNanoUsd: assessed.costNanoUsd.toString(), price: assessed.price }
    : { call, costNanoUsd: null, price: null };
}

function differenceOf({ call, costNanoUsd }: Repriced, changed: boolean): ModelDifference {
  const isUsed = [
    call.inputUncached,
    call.cacheRead,
    call.cacheWrite,
    call.inputAudio,
    call.outputText,
    call.reasoning,
    call.outputAudio,
  ].some((count) => count !== null);
  const priceable = !call.isError || isUsed;
  return {
    provider: call.provider,
    model: call.responseModel ?? call.requestModel,
    calls: 1,
    changed: changed ? 1 : 0,
    unknownBefore: priceable && call.costNanoUsd === null ? 1 : 0,
    unknownAfter: priceable && costNanoUsd === null ? 1 : 0,
    costBefore: call.costNanoUsd ?? "0",
    costAfter: costNanoUsd ?? "0",
  };
}

async function write(tx: Tx, projectId: number, changed: readonly Repriced[]): Promise<void> {
  // Sorted by key, like every writer of spans: unsorted ones deadlock.
  const sorted = changed.toSorted(
    (a, b) => compare(a.call.traceId, b.call.traceId) || compare(a.call.spanId, b.call.spanId),
  );
  const calls = sorted.map(({ call }) => call);
  const prices = new Map(
    sorted.flatMap(({ price }) => (price && price.source !== "own" ? [[price.id, price] as const] : [])),
  );
  const starts = calls.map((call) => call.startedAt).sort();
  const traces = [...new Map(calls.map((call) => [call.traceId, call.shardKey])).entries()];
  await storePrices(tx, [...prices.values()]);
  await tx`
    update span_rows t
    set cost_nano_usd = u.cost, price_id = u.price,
      parts = (t.parts & ${~COMPLETENESS.cost}::int | case when u.cost is null then 0 else ${COMPLETENESS.cost}::int end)::smallint
    from unnest(${uuidArray(calls.map((call) => call.traceId))}::uuid[], ${byteaArray(calls.map((call) => call.spanId))}::bytea[],
      ${textArray(calls.map((call) => call.startedAt))}::timestamptz[], ${plainArray(calls.map((call) => call.revision))}::bigint[],
      ${plainArray(sorted.map(({ costNanoUsd }) => costNanoUsd))}::bigint[], ${plainArray(sorted.map(({ price }) => price?.id ?? null))}::bigint[])
      as u (trace_id, span_id, started_at, revision, cost, price)
    where t.project_id = ${projectId}
      and t.trace_id = u.trace_id
      and t.span_id = u.span_id
      and t.started_at = u.started_at
      and t.revision = u.revision
      and t.shard_key = any(${plainArray([...new Set(calls.map((call) => call.shardKey))])}::int[])
      and t.started_at between ${starts[0] as string}::timestamptz and ${starts.at(-1) as string}::timestamptz`;
  await markStale(
    tx,
    distinctBuckets(starts.map((at) => ({ projectId, bucketUs: tenSecondBucketOf(Date.parse(at) * 1000) }))),
  );
  await tx`
    insert into dirty_traces (project_id, trace_id, shard_key, lane)
    select ${projectId}::int, u.*
    from unnest(${uuidArray(traces.map(([id]) => id))}::uuid[], ${plainArray(traces.map(([, shard]) => shard))}::int[],
      ${plainArray(traces.map(([id]) => laneOf(id)))}::smallint[]) as u`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
