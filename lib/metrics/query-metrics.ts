import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import type { MetricDimension } from "@/lib/model/figure-dimensions";
import { groupBy } from "@/lib/model/group-by";
import { merge, total } from "@/lib/stats/histogram";
import type { TraceFilter } from "@/lib/traces/filter";

import { hasDimension } from "./dimension-sql";
import type { FigureQuery } from "./figure-query";
import { figureOf, unitOf, type Totals } from "./figure";
import { pointsOf, resolveQuery, type MetricQuery, type ResolvedQuery } from "./metric-query";
import { metricSource, type MetricSource } from "./metric-source";
import { queryScores } from "./query-scores";
import { readDataPoints, type DataPoint } from "./read-data-points";
import { readTop } from "./read-top";
import type { MetricAnswer, Series } from "./series";

/**
 * One metric over time, exact at every moment: closed roll-up buckets together with raw rows where buckets are stale, still
 * open, or do not hold what is asked for.
 * @throws Failure bad_request when the metric cannot be asked that way.
 */
export async function queryMetrics(ctx: Context, query: MetricQuery): Promise<MetricAnswer> {
  return inProject(ctx.sql, ctx.project.id, (tx) => metricIn(tx, ctx, query), { readOnly: true });
}

/** The same within a transaction. */
export async function metricIn(tx: TransactionSql, ctx: Context, wanted: MetricQuery): Promise<MetricAnswer> {
  const query = resolveQuery(wanted, ctx.now());
  return answerOf(
    query,
    query.metric.startsWith("score:") ? await queryScores(tx, ctx, query) : await seriesOf(tx, ctx, query),
  );
}

/** The answer to a question whose cells were read together with others'. */
export const answerFromCells = (query: ResolvedQuery, cells: readonly DataPoint[]): MetricAnswer =>
  answerOf(query, shapeAll(query, metricSource(query), largest(query, metricSource(query), cells)));

const answerOf = (query: ResolvedQuery, series: Series[]): MetricAnswer => ({
  metric: query.metric,
  from: query.from,
  to: query.to,
  interval: query.interval,
  group_by: query.groupBy,
  unit: unitOf(query.metric),
  series,
});

/** Cells of one series; `other` holds all groups beyond the largest. */
export interface Group {
  group: string | null;
  other: boolean;
  cells: readonly DataPoint[];
}

async function seriesOf(tx: TransactionSql, ctx: Context, query: ResolvedQuery): Promise<Series[]> {
  const of = metricSource(query);
  return shapeAll(query, of, await groupsIn(tx, ctx, query, of));
}

/** The cells of each of a metric's series, the largest first. */
export async function groupsIn(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  of: MetricSource,
): Promise<Group[]> {
  const question = questionOf(query, of);
  // Asked for kinds that the metric does not count: nothing is what it counts of them. An empty list would be no filter.
  if (question.filters?.kind?.length === 0) return largest(query, of, []);
  return of.source === "usage" && query.groupBy === "user"
    ? largestUsers(tx, ctx, query, of, question)
    : largest(query, of, await readDataPoints(tx, ctx, question));
}

function shapeAll(query: ResolvedQuery, of: MetricSource, groups: readonly Group[]): Series[] {
  const points = pointsOf(query);
  return groups.map((group) => shapeSeries(query, of, points, group));
}

/** Interactions know no kind and no tool: such a filter means those that hold one, which only the traces themselves say. */
function questionOf(query: ResolvedQuery, of: MetricSource): FigureQuery {
  const filters: Partial<Record<MetricDimension, readonly string[]>> = {};
  let held: Partial<TraceFilter> | undefined;
  for (const [name, values] of Object.entries(query.filters) as [MetricDimension, string[]][]) {
    if (values.length === 0) continue;
    if (hasDimension(of.source, name)) filters[name] = values;
    else held = { ...held, [name]: values };
  }
  if (of.kinds !== null) filters.kind = filters.kind?.filter((kind) => of.kinds?.includes(kind)) ?? of.kinds;
  return {
    source: of.source,
    sums: of.sums,
    histograms: of.histogram === null ? [] : [of.histogram],
    from: query.from,
    to: query.to,
    interval: query.interval,
    zone: query.zone,
    groupBy: query.groupBy === null ? [] : [query.groupBy],
    filters,
    narrower: held,
  };
}

function largest(query: ResolvedQuery, of: MetricSource, cells: readonly DataPoint[]): Group[] {
  // Without groups there is one series, also when nothing happened.
  if (query.groupBy === null) return [{ group: null, other: false, cells }];
  const ranked = [...groupBy(cells, (cell) => cell.groups[0] ?? null)]
    .map(([group, own]) => ({ group, other: false, cells: own, weight: weightOf(of, own) }))
    .sort((a, b) => (a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : byName(a.group, b.group)));
  const rest = ranked.slice(query.top);
  return rest.length === 0
    ? ranked
    : [
        ...ranked.slice(0, query.top),
        { group: null, other: true, cells: rest.flatMap(({ cells: own }) => own) },
      ];
}

const byName = (a: string | null, b: string | null): number =>
  a === b ? 0 : b === null || (a !== null && a < b) ? -1 : 1;

const weightOf = (of: MetricSource, cells: readonly DataPoint[]): bigint =>
  cells.reduce(
    (sum, cell) =>
      sum +
      (of.histogram === null
        ? (cell.sums[of.weight] ?? 0n)
        : BigInt(total(cell.histograms[of.histogram] ?? { bins: [], counts: [] }))),
    0n,
  );

/** Users are too many to be read: the largest are found first, and all others are the total without them. */
async function largestUsers(
  tx: TransactionSql,
  ctx: Context,
  query: ResolvedQuery,
  of: MetricSource,
  question: FigureQuery,
): Promise<Group[]> {
  const { interval: _, histograms: __, groupBy: ___, ...rest } = question;
  const top = await readTop(tx, ctx, { ...rest, groupBy: "user", by: of.weight, top: query.top });
  const names = top.groups.flatMap(({ group }) => group ?? []);
  const [own, all] = await Promise.all([
    names.length === 0
      ? []
      : readDataPoints(tx, ctx, { ...question, filters: { ...question.filters, user: names } }),
    readDataPoints(tx, ctx, { ...question, groupBy: [] }),
  ]);
  const byUser = groupBy(own, (cell) => cell.groups[0] ?? null);
  const known: Group[] = names.map((group) => ({ group, other: false, cells: byUser.get(group) ?? [] }));
  // Those without a user are one more group, or part of the others.
  const unnamed = top.groups.find(({ group }) => group === null);
  if (unnamed && top.count <= query.top) {
    const place = top.groups.indexOf(unnamed);
    return known.toSpliced(place, 0, { group: null, other: false, cells: without(all, own) });
  }
  return top.count > names.length
    ? [...known, { group: null, other: true, cells: without(all, own) }]
    : known;
}

/** What is left of `all` without `part`, point by point. */
function without(all: readonly DataPoint[], part: readonly DataPoint[]): DataPoint[] {
  const parts = groupBy(part, (cell) => cell.at);
  return all.map((cell) => ({
    ...cell,
    sums: Object.fromEntries(
      Object.entries(cell.sums).map(([name, sum]) => [
        name,
        (parts.get(cell.at) ?? []).reduce((left, one) => left - (one.sums[name] ?? 0n), sum),
      ]),
    ),
  }));
}

/** Every point of the range is there, also where nothing happened. */
function shapeSeries(
  query: ResolvedQuery,
  of: MetricSource,
  points: readonly string[],
  { group, other, cells }: Group,
): Series {
  const byPoint = groupBy(cells, (cell) => cell.at);
  const figure = (own: readonly DataPoint[]) => figureOf(query.metric, totalsOf(of, own));
  return {
    group,
    other,
    total: figure(cells),
    points: points.map((at) => ({ at, ...figure(byPoint.get(at) ?? []) })),
  };
}

export function totalsOf(of: MetricSource, cells: readonly DataPoint[]): Totals {
  const { histogram } = of;
  return {
    sums: new Map(
      of.sums.map((name) => [name, cells.reduce((sum, cell) => sum + (cell.sums[name] ?? 0n), 0n)]),
    ),
    histogram:
      histogram === null
        ? { bins: [], counts: [] }
        : merge(cells.map((cell) => cell.histograms[histogram] ?? { bins: [], counts: [] })),
  };
}
