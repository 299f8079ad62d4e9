import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { plainArray } from "@/db/pg-array";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { IS_COMPARED, IS_COST_UNKNOWN, SPAN_SQL } from "@/lib/derive/span-sql";

import type { Price } from "../price";
import { readPriceBook } from "../read-price-book";

/** What a model was used for in the last days, and what it costs now. Money in nano-dollars, as text. */
export interface ModelTraffic {
  provider: string | null;
  /** What answered; what was asked for when the client does not say. */
  model: string | null;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: string;
  /** Calls without a known cost, and those of them that came without usage. */
  unknownCost: number;
  unknownUsage: number;
  estimated: number;
  /** Calls that have both a reported cost and ours, and what both say of them. */
  reportedCalls: number;
  reportedNanoUsd: string;
  comparedNanoUsd: string;
  /** ISO; to the hour where it is long ago. */
  firstSeen: string;
  lastSeen: string;
  /** The standard price of a small call now; null: none. */
  price: Price | null;
}

export const TRAFFIC_DAYS = 30;
const HOUR_MS = 3_600_000;
const MAX_MODELS = 1_000;

const SUMS = {
  calls: "count(*)",
  input: `sum(${SPAN_SQL.inputTokens})`,
  output: `sum(${SPAN_SQL.outputTokens})`,
  cost: "sum(cost_nano_usd)",
  unknown_cost: `count(*) filter (where ${IS_COST_UNKNOWN})`,
  unknown_usage: `count(*) filter (where not is_error and ${SPAN_SQL.isUsageUnknown})`,
  estimated: `count(*) filter (where ${SPAN_SQL.isEstimated})`,
  reported_calls: `count(*) filter (where ${IS_COMPARED})`,
  reported: `sum(reported_cost_nano_usd) filter (where ${IS_COMPARED})`,
  compared: `sum(cost_nano_usd) filter (where ${IS_COMPARED})`,
};
const ROLLED_UP: Record<keyof typeof SUMS, string> = {
  calls: "sum(calls)",
  input: "sum(input_uncached_tokens + cache_read_tokens + cache_write_tokens + input_audio_tokens)",
  output: "sum(output_text_tokens + reasoning_tokens + output_audio_tokens)",
  cost: "sum(cost_nano_usd)",
  unknown_cost: "sum(unknown_cost_count)",
  unknown_usage: "sum(unknown_usage_count)",
  estimated: "sum(estimated_calls)",
  reported_calls: "sum(reported_calls)",
  reported: "sum(reported_cost_nano_usd)",
  compared: "sum(compared_cost_nano_usd)",
};
const names = Object.keys(SUMS) as (keyof typeof SUMS)[];

/** Stale hours that are read from the calls; when there are more (a large repricing), the rest lags until it is rolled up. */
const MAX_STALE_HOURS = 200;

/** Hours whose roll-ups are being made anew, and those that have not ended for long: they are read from the calls themselves. */
async function rawHours(tx: Tx, ctx: Context, from: string, live: string): Promise<string[]> {
  const rows = await tx<{ hour: string }[]>`
    select hour
    from (
      select distinct date_trunc('hour', bucket, 'UTC') as hour
      from dirty_buckets
      where project_id = ${ctx.project.id}
        and tier in (60, 3600)
        and bucket >= ${from}::timestamptz
        and bucket < ${live}::timestamptz
    ) stale
    order by hour desc
    limit ${MAX_STALE_HOURS}`;
  const recent = Array.from({ length: 27 }, (_, index) =>
    new Date(Date.parse(live) + index * HOUR_MS).toISOString(),
  );
  return [...rows.map(({ hour }) => hour), ...recent];
}

/**
 * Every model of the last {@link TRAFFIC_DAYS} days, the most used first: whole hours from the roll-ups, the last ones, and
 * those that changed just now, from the calls themselves.
 */
export async function modelTraffic(ctx: Context): Promise<ModelTraffic[]> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now().getTime();
  const live = new Date(Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS).toISOString();
  const from = new Date(Math.floor(now / HOUR_MS) * HOUR_MS - TRAFFIC_DAYS * 24 * HOUR_MS).toISOString();
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const shards = plainArray(ctx.project.shardKeys);
      const raw = plainArray((await rawHours(tx, ctx, from, live)).map((hour) => `"${hour}"`));
      const [rows, book] = await Promise.all([
        tx<Omit<ModelTraffic, "price">[]>`
          with parts as (
            select d.provider, d.model, min(r.bucket) as first_seen, max(r.bucket) as last_seen,
              ${tx.unsafe(names.map((name) => `${ROLLED_UP[name].replaceAll("(", "(r.").replaceAll(" + ", " + r.")} as ${name}`).join(", "))}
            from rollup_calls r
            join dimensions d on d.project_id = r.project_id and d.shard_key = r.shard_key and d.id = r.dimension_id
            where r.project_id = ${ctx.project.id}
              and r.shard_key = any(${shards}::int[])
              and r.tier = 3600
              and r.bucket >= ${from}::timestamptz
              and r.bucket < ${live}::timestamptz
              and r.bucket <> all(${raw}::timestamptz[])
              and d.kind in ('llm', 'embedding')
            group by 1, 2
            union all
            select provider, ${tx.unsafe(SPAN_SQL.model)}, min(started_at), max(started_at),
              ${tx.unsafe(names.map((name) => SUMS[name]).join(", "))}
            from unnest(${raw}::timestamptz[]) as hours (hour)
            join spans on started_at >= hour and started_at < hour + interval '1 hour'
            where project_id = ${ctx.project.id}
              and shard_key = any(${shards}::int[])
              and started_at >= ${from}::timestamptz
              and ${tx.unsafe(SPAN_SQL.isCall)}
            group by 1, 2
          )
          select provider, model, sum(calls)::bigint as calls, coalesce(sum(input), 0)::bigint as "inputTokens",
            coalesce(sum(output), 0)::bigint as "outputTokens", coalesce(sum(cost), 0)::text as "costNanoUsd",
            sum(unknown_cost)::bigint as "unknownCost", sum(unknown_usage)::bigint as "unknownUsage",
            sum(estimated)::bigint as estimated, sum(reported_calls)::bigint as "reportedCalls",
            coalesce(sum(reported), 0)::text as "reportedNanoUsd", coalesce(sum(compared), 0)::text as "comparedNanoUsd",
            min(first_seen) as "firstSeen", max(last_seen) as "lastSeen"
          from parts
          group by provider, model
          order by sum(calls) desc, model
          limit ${MAX_MODELS}`,
        readPriceBook(tx, ctx.project.id),
      ]);
      return rows.map((row) => ({
        ...row,
        price:
          book.candidates({
            provider: row.provider,
            requestModel: row.model,
            responseModel: null,
            serviceTier: null,
            startedAt: ctx.now(),
            inputTokens: 0,
          })[0] ?? null,
      }));
    },
    { readOnly: true },
  );
}
