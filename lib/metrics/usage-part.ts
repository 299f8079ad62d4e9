import type { TransactionSql } from "postgres";

import { textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { USAGE_CUBES } from "@/lib/derive/rollup-sql";
import { USAGE_SUMS, usageRows } from "@/lib/derive/rollups";
import { valueIn, type MetricDimension } from "@/lib/model/figure-dimensions";
import { shardList } from "@/lib/traces/filter-sql";
import type { Fragment } from "@/lib/traces/trace-condition";

import { isShort, type Resolution, type TimeRange } from "./plan-buckets";
import type { Plan } from "./figure-query";
import { boundsOf, every, grouping, listed, moment, pointSql, summed, withinSql } from "./plan-sql";

/** Users' shares as they are kept. */
export const usagePart = (
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  resolution: Resolution,
  ranges: readonly TimeRange[],
): Fragment =>
  usageOf(
    tx,
    plan,
    "bucket",
    tx`usage
    where project_id = ${ctx.project.id}
      and shard_key = any(${shardList(ctx)}::int[])
      and tier = ${resolution}
      and cube = ${groupingSet(plan, resolution)}
      and ${withinSql(tx, "bucket", ranges)}`,
  );

/** Users' shares made of spans and traces. */
export function rawUsagePart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan,
  ranges: readonly TimeRange[],
): Fragment {
  const { from, to } = boundsOf(ranges);
  const within = `project_id = ${Number(ctx.project.id)} and shard_key = any('${shardList(ctx)}'::int[])
      and started_at >= '${moment(from)}'::timestamptz and started_at < '${moment(to)}'::timestamptz`;
  return usageOf(
    tx,
    plan,
    "started_at",
    tx`(${tx.unsafe(usageRows(within))}) shares where ${withinSql(tx, "started_at", ranges)}`,
  );
}

function usageOf(tx: TransactionSql, plan: Plan, time: string, from: Fragment): Fragment {
  const column = (name: MetricDimension): string => valueIn("usage", name) ?? "null";
  // Columns as they are, so that an index finds them; '' is no value that anybody may ask for.
  const conditions = (Object.entries(plan.filters) as [MetricDimension, readonly string[]][]).map(
    ([name, values]) =>
      tx`${tx(column(name))} = any(${textArray(values.filter((value) => value !== ""))}::text[])`,
  );
  if (plan.usersInFeatures) {
    const users = plan.usersInFeatures.map(({ user }) => user);
    const features = plan.usersInFeatures.map(({ feature }) => feature);
    conditions.push(
      tx`(user_id, feature) in (select unnest(${textArray(users)}::text[]), unnest(${textArray(features)}::text[]))`,
    );
  }
  const groups = plan.groupBy.map(
    (name, index) => tx.unsafe(`nullif(${column(name)}, '') as g${index}`) as Fragment,
  );
  const sums = plan.sums
    .filter((name) => USAGE_SUMS.includes(name))
    .map((name) => summed(tx, plan, name, name));
  return tx`
    select ${pointSql(tx, plan, time)} as at ${listed(tx, groups)} ${listed(tx, sums)}
    from ${from}
      and ${every(tx, conditions)}
    ${plan.sumsAs === "terms" ? tx`` : tx`group by ${grouping(tx, plan)}`}`;
}

/** Minutes are kept by feature only. */
const groupingSet = ({ groupBy, filters }: Plan, resolution: Resolution): number =>
  isShort(resolution) || groupBy.includes("feature") || filters.feature !== undefined
    ? USAGE_CUBES.byFeature
    : USAGE_CUBES.byUser;
