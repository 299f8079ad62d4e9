import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { groupBy } from "@/lib/model/group-by";
import { merge } from "@/lib/stats/histogram";
import type { TraceFilter } from "@/lib/traces/filter";
import type { Fragment } from "@/lib/traces/filter-sql";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import { coverRange, type Cover, type Tier } from "./cover-range";
import { figureOf, unitOf, type Totals } from "./figure";
import { INTERVALS, resolveQuery, type MetricQuery, type ResolvedQuery } from "./metric-query";
import { metricSource, type MetricSource } from "./metric-source";
import { rawPart, rollupPart } from "./parts-sql";
import { pointsOf } from "./points";
import { queryScores } from "./query-scores";
import type { MetricAnswer, Series } from "./series";

/**
 * One metric over time, exact at every moment: closed roll-up buckets together with raw rows where buckets are stale, still
 * open, or do not hold what is asked for.
 * @throws Failure bad_request when the metric cannot be asked that way.
 */
export async function queryMetrics(ctx: Context, query: MetricQuery): Promise<MetricAnswer> {
  return inProject(ctx.sql, ctx.project.id, (tx) => metricIn(tx, ctx, query), { readOnly: true });
}

/** The same within a transaction; `narrower` are further words of the traces' filter, for metrics of interactions. */
export async function metricIn(
  tx: TransactionSql,
  ctx: Context,
  wanted: MetricQuery,
  narrower?: Partial<TraceFilter>,
): Promise<MetricAnswer> {
  const query = resolveQuery(wanted, ctx.now());
  const series = query.metric.startsWith("score:")
    ? await queryScores(tx, ctx, query)
    : await seriesOf(tx, ctx, query, narrower);
  return {
    metric: query.metric,
    from: query.from,
    to: query.to,
    interval: query.interval,
    group_by: query.groupBy,
    unit: unitOf(query.metric),
    series,
  };
}

/** A bucket may be waiting for spans that are on their way through derivation: the last minutes are always read raw. */
const LIVE_MS = 180_000;

async function seriesOf(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  narrower?: Partial<TraceFilter>,
): Promise<Series[]> {
  const of = metricSource(query);
  const range = { from: Date.parse(query.from), to: Date.parse(query.to) };
  const cover: Cover =
    of.rolledUp && narrower === undefined
      ? coverRange(range, await staleBuckets(tx, ctx, query), {
          coarsest: coarsestTier(query),
          liveFrom: ctx.now().getTime() - LIVE_MS,
        })
      : { tiers: new Map(), raw: [range] };
  const parts: Fragment[] = [...cover.tiers].map(([tier, stretches]) =>
    rollupPart(tx, ctx, query, of, tier, stretches),
  );
  if (cover.raw.length > 0) parts.push(rawPart(tx, ctx, query, of, cover.raw, narrower));
  return shapeSeries(query, of, await addedUp(tx, query, of, parts));
}

const coarsestTier = (query: ResolvedQuery): Tier => {
  const seconds = INTERVALS[query.interval];
  if (seconds === 0 || seconds >= 86_400) return 0;
  return seconds >= 3600 ? 3600 : 60;
};

async function staleBuckets(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
): Promise<{ tier: number; bucket: number }[]> {
  const rows = await tx<{ tier: number; bucket: string }[]>`
    select tier, bucket
    from dirty_buckets
    where project_id = ${ctx.project.id}
      and tier in (0, 60, 3600)
      and bucket > ${query.from}::timestamptz - interval '1 day'
      and bucket < ${query.to}::timestamptz
    group by tier, bucket`;
  return rows.map((row) => ({ tier: row.tier, bucket: Date.parse(row.bucket) }));
}

interface SumRow {
  at: string | null;
  grp: string | null;
  other: boolean;
  bin: number | null;
  n: number;
  [sum: string]: string | number | boolean | null;
}

/** All parts together; groups beyond the largest become one. */
async function addedUp(
  tx: TransactionSql,
  query: ResolvedQuery,
  of: MetricSource,
  parts: readonly Fragment[],
): Promise<SumRow[]> {
  if (parts.length === 0) return [];
  const sums = of.sums
    .map((name) => tx`, sum(${tx(name)}::numeric)::text as ${tx(name)}`)
    .reduce((all, one) => tx`${all}${one}`, tx``);
  return tx<SumRow[]>`
    with parts as materialized (
      ${parts.reduce((all, one) => tx`${all} union all ${one}`)}
    ),
    largest as (
      select coalesce('=' || grp, '') as key
      from parts
      group by grp
      order by sum(${tx(of.weight)}::numeric) desc nulls last, grp
      limit ${query.top}
    ),
    named as (
      -- An array, and '' for null: "is not distinct from" in a join compares every row with every group.
      select parts.*, coalesce('=' || grp, '') <> all (array(select key from largest)) as other
      from parts
    )
    select at, case when not other then grp end as grp, other, bin, sum(n)::bigint as n ${sums}
    from named
    group by 1, 2, 3, 4`;
}

/** Rows to series: the largest group first, "other" last, every point of the range present. */
function shapeSeries(query: ResolvedQuery, of: MetricSource, rows: readonly SumRow[]): Series[] {
  const points = pointsOf(query);
  const groups = groupBy(rows, (row) => JSON.stringify([row.other, row.grp]));
  // Without groups there is one series, also when nothing happened.
  if (query.groupBy === null && groups.size === 0) groups.set("[false,null]", []);
  const series = [...groups.values()].map((own) => {
    const byPoint = groupBy(own, (row) => row.at);
    const totals = totalsOf(of, own);
    const group = own[0]?.grp ?? null;
    return {
      weight:
        of.histogram === null
          ? (totals.sums.get(of.weight) ?? 0n)
          : BigInt(own.reduce((n, row) => n + row.n, 0)),
      group: group !== null && query.groupBy === "prompt_version" ? formatFingerprint(group) : group,
      other: own[0]?.other ?? false,
      total: figureOf(query.metric, totals),
      points: points.map((at) => ({ at, ...figureOf(query.metric, totalsOf(of, byPoint.get(at) ?? [])) })),
    };
  });
  series.sort(
    (a, b) => Number(a.other) - Number(b.other) || (a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : 0),
  );
  return series.map(({ weight: _, ...rest }) => rest);
}

function totalsOf(of: MetricSource, rows: readonly SumRow[]): Totals {
  const sums = new Map(
    of.sums.map((name) => [
      name,
      rows.reduce((total, row) => total + BigInt((row[name] as string | null) ?? 0), 0n),
    ]),
  );
  const bins = rows.filter((row) => row.bin !== null);
  return { sums, histogram: merge(bins.map((row) => ({ bins: [row.bin as number], counts: [row.n] }))) };
}
