import type { TransactionSql } from "postgres";

import { plainArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { figuresOf, METRIC_DIMENSIONS, valueIn, type MetricDimension } from "@/lib/model/figure-dimensions";
import { groupBy } from "@/lib/model/group-by";
import { traceFilter } from "@/lib/traces/filter";
import { filterSql, shardList } from "@/lib/traces/filter-sql";

import { pointStarts } from "./intervals";
import { pointsOf, type ResolvedQuery } from "./metric-query";
import type { Figure, Series } from "./series";

/** What whole interactions alone are told apart by. */
const GROUPS = METRIC_DIMENSIONS.filter((name) => figuresOf(name).ofSteps !== true);

const groupSql = (name: MetricDimension): string | undefined =>
  GROUPS.includes(name) ? `traces.${valueIn("traces", name)}` : undefined;

/** Mean and count of a score at the time of the judgement; true is 1, false is 0, words have a count only. */
export async function queryScores(tx: TransactionSql, ctx: Context, query: ResolvedQuery): Promise<Series[]> {
  const group = query.groupBy === null ? "null::text" : groupSql(query.groupBy);
  if (group === undefined) {
    const either = GROUPS.join(" or ");
    throw new Failure("bad_request", `The query is wrong: scores are grouped by ${either}.`, {
      details: [{ path: "group_by", message: `must be ${either} for a score` }],
    });
  }
  const name = query.metric.slice("score:".length);
  const starts = pointStarts(Date.parse(query.from), Date.parse(query.to), query.interval, query.zone);
  const at =
    starts.length === 0
      ? tx`null::int`
      : tx`width_bucket(scores.created_at, ${plainArray(starts.map((ms) => `"${new Date(ms).toISOString()}"`))}::timestamptz[])`;
  const narrowed = Object.values(query.filters).some((values) => values.length > 0);
  // A judgement comes after what it judges, sometimes weeks later.
  const judged = traceFilter({
    ...query.filters,
    from: new Date(Date.parse(query.from) - 400 * 86_400_000).toISOString(),
    to: query.to,
  });
  const joined =
    narrowed || query.groupBy !== null
      ? tx`${narrowed ? tx`join` : tx`left join`} traces
          on traces.trace_id = scores.trace_id and traces.shard_key = scores.shard_key and ${filterSql(tx, ctx, judged)}`
      : tx``;
  const rows = await tx<
    { at: number | null; grp: string | null; sum: number | null; valued: number; n: number }[]
  >`
    select ${at} as at, ${tx.unsafe(group)} as grp, sum(scores.value_number) as sum, count(scores.value_number)::int as valued, count(*)::int as n
    from scores
    ${joined}
    where scores.project_id = ${ctx.project.id}
      and scores.shard_key = any(${shardList(ctx)}::int[])
      and scores.created_at >= ${query.from}::timestamptz
      and scores.created_at < ${query.to}::timestamptz
      and scores.name = ${name}
    group by 1, 2`;
  const mean = (own: typeof rows | (typeof rows)[number][]): Figure => {
    const valued = own.reduce((n, row) => n + row.valued, 0);
    return {
      value: valued === 0 ? null : own.reduce((sum, row) => sum + (row.sum ?? 0), 0) / valued,
      count: own.reduce((n, row) => n + row.n, 0),
    };
  };
  const groups = [...groupBy(rows, (row) => row.grp)];
  if (query.groupBy === null && groups.length === 0) groups.push([null, []]);
  return groups
    .map(([value, own]) => {
      const byPoint = groupBy(own, (row) => row.at);
      return {
        group: value,
        other: false,
        total: mean(own),
        points: pointsOf(query).map((point, index) => ({ at: point, ...mean(byPoint.get(index + 1) ?? []) })),
      };
    })
    .sort((a, b) => (b.total.count ?? 0) - (a.total.count ?? 0))
    .slice(0, query.top);
}
