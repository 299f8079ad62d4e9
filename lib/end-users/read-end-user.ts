import type { TransactionSql } from "postgres";

import { uuidArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { fittingInterval, type Interval, pointStarts } from "@/lib/metrics/intervals";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { usdOfNano } from "@/lib/money/nano-usd";
import { quantileSorted } from "@/lib/stats/sorted";
import { traceFilter } from "@/lib/traces/filter";
import { shardList } from "@/lib/traces/filter-sql";
import { foundTraces, indexedFilter } from "@/lib/traces/find-traces";

export interface EndUserRange {
  user: string;
  /** ISO times. */
  from: string;
  to: string;
  /** IANA name. */
  zone: string;
  /** Any of these; none: all. */
  environment: readonly string[];
}

/** What an end user had at a point in time, or in the whole range. */
export interface EndUserSums {
  interactions: number;
  failures: number;
  costUsd: string | null;
  unknownCalls: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Quantiles {
  p50: number | null;
  p95: number | null;
}

export interface EndUserReport {
  total: EndUserSums;
  interval: Interval;
  /** A point each: starts in epoch milliseconds, and what lies in it. Latencies in milliseconds. */
  points: (EndUserSums & { at: number; latency: Quantiles })[];
  latency: Quantiles;
  ttft: Quantiles;
  /** Interactions whose answer streamed, of which `ttft` is. */
  streamed: number;
  sessions: number;
  /** Of the interactions that are looked at, ISO times; null: none. */
  firstAt: string | null;
  lastAt: string | null;
  features: { feature: string; interactions: number; failures: number }[];
  scores: { name: string; count: number; mean: number | null }[];
  /** Latency, sessions, features and scores are of the newest interactions only, as there are more. */
  newestOnly: number | null;
}

/** Interactions that are looked at one by one: who has more of them is a program. */
const MOST_LOOKED_AT = 5_000;
const SUMS = [
  "interactions",
  "errors",
  "cost_nano_usd",
  "unknown_cost_count",
  "input_tokens",
  "output_tokens",
];

/**
 * What one end user had: counts and cost from roll-ups, and what only interactions know (latency, sessions, features, scores) from
 * their traces, found by the index of words.
 * @throws Failure forbidden
 */
export async function readEndUser(ctx: Context, range: EndUserRange): Promise<EndUserReport> {
  requirePermission(ctx, "read_aggregates");
  const { user, from, to, zone, environment } = range;
  const interval = fittingInterval((Date.parse(to) - Date.parse(from)) / 1000);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const cells = await readDataPoints(tx, ctx, {
        source: "usage",
        sums: SUMS,
        from,
        to,
        zone,
        interval,
        filters: { user: [user], environment },
      });
      const found = await interactionsOf(tx, ctx, range);
      const starts = pointStarts(Date.parse(from), Date.parse(to), interval, zone);
      const byPoint = starts.map((): number[] => []);
      for (const { started_at, duration_ns } of found)
        if (duration_ns !== null) byPoint[placeOf(starts, Date.parse(started_at))]?.push(duration_ns / 1e6);
      const sumsAt = new Map(cells.map((cell) => [Date.parse(cell.at ?? from), sumsOf([cell.sums])]));
      return {
        total: sumsOf(cells.map(({ sums }) => sums)),
        interval,
        points: starts.map((at, index) => ({
          at,
          ...(sumsAt.get(at) ?? sumsOf([])),
          latency: quantiles(byPoint[index] ?? []),
        })),
        latency: quantiles(found.flatMap(({ duration_ns: ns }) => (ns === null ? [] : ns / 1e6))),
        ttft: quantiles(found.flatMap(({ ttft_ns: ns }) => (ns === null ? [] : ns / 1e6))),
        streamed: found.filter(({ ttft_ns }) => ttft_ns !== null).length,
        sessions: new Set(found.flatMap(({ session_id }) => session_id ?? [])).size,
        firstAt: found.at(-1)?.started_at ?? null,
        lastAt: found[0]?.started_at ?? null,
        features: featuresOf(found),
        scores: await scoresOf(tx, ctx, found),
        newestOnly: found.length === MOST_LOOKED_AT ? MOST_LOOKED_AT : null,
      };
    },
    { readOnly: true },
  );
}

interface Interaction {
  started_at: string;
  trace_id: string;
  duration_ns: number | null;
  ttft_ns: number | null;
  session_id: string | null;
  feature: string;
  is_error: boolean;
}

async function interactionsOf(
  tx: TransactionSql,
  ctx: Context,
  { user, from, to, environment }: EndUserRange,
): Promise<Interaction[]> {
  const filter = traceFilter({ user: [user], from, to, environment: [...environment] });
  const indexed = await indexedFilter(tx, ctx, filter);
  if (indexed === null) throw new Error("the index of words knows users");
  return tx<Interaction[]>`
    select started_at, trace_id, duration_ns, ttft_ns, session_id, feature, is_error
    from ${foundTraces(tx, ctx, filter, indexed, { after: null, most: MOST_LOOKED_AT })} as traces
    order by started_at desc, trace_id`;
}

/** The last point that begins at or before a moment. */
function placeOf(starts: readonly number[], ms: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function sumsOf(parts: readonly Record<string, bigint>[]): EndUserSums {
  const add = (name: string): bigint => parts.reduce((sum, part) => sum + (part[name] ?? 0n), 0n);
  const cost = add("cost_nano_usd");
  const unknown = add("unknown_cost_count");
  return {
    interactions: Number(add("interactions")),
    failures: Number(add("errors")),
    costUsd: cost === 0n && unknown > 0n ? null : usdOfNano(cost),
    unknownCalls: Number(unknown),
    inputTokens: Number(add("input_tokens")),
    outputTokens: Number(add("output_tokens")),
  };
}

function quantiles(values: number[]): Quantiles {
  if (values.length === 0) return { p50: null, p95: null };
  const sorted = Float64Array.from(values).sort();
  return { p50: quantileSorted(sorted, 0.5), p95: quantileSorted(sorted, 0.95) };
}

function featuresOf(found: readonly Interaction[]): EndUserReport["features"] {
  const features = new Map<string, { interactions: number; failures: number }>();
  for (const { feature, is_error } of found) {
    const own = features.get(feature) ?? { interactions: 0, failures: 0 };
    features.set(feature, own);
    own.interactions += 1;
    if (is_error) own.failures += 1;
  }
  return [...features]
    .map(([feature, own]) => ({ feature, ...own }))
    .sort((a, b) => b.interactions - a.interactions || (a.feature < b.feature ? -1 : 1));
}

/** Judgements of those interactions by name; what is no number has no mean. */
async function scoresOf(
  tx: TransactionSql,
  ctx: Context,
  found: readonly Interaction[],
): Promise<EndUserReport["scores"]> {
  if (found.length === 0) return [];
  return tx<EndUserReport["scores"]>`
    select name, count(*)::int as count, avg(value_number) as mean
    from scores
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and trace_id = any(${uuidArray(found.map(({ trace_id }) => trace_id))}::uuid[])
    group by name
    order by count(*) desc, name
    limit 20`;
}
