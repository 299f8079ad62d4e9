import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { storedSumSql } from "@/lib/derive/rollup-sql";
import { shardList } from "@/lib/traces/filter-sql";
import type { Fragment } from "@/lib/traces/trace-condition";

import type { Resolution, TimeRange } from "./plan-buckets";
import { ROLLUPS } from "./dimension-sql";
import type { Plan } from "./figure-query";
import { conditionsOf, every, groupColumns, grouping, listed, pointSql, summed, withinSql } from "./plan-sql";

/** From buckets of one resolution and grouping set. */
export function rollupPart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan & { source: "calls" | "traces" },
  { resolution, set }: { resolution: Resolution; set: number },
  ranges: readonly TimeRange[],
): Fragment {
  const rollup = ROLLUPS[plan.source];
  const conditions = conditionsOf(tx, ctx, plan, "d.");
  const joined = plan.groupBy.length > 0 || conditions.length > 0;
  const measured = [
    ...plan.sums.map((name) => summed(tx, plan, storedSumSql(rollup, name), name)),
    ...plan.histograms.map((name) => tx`string_agg(r.${tx(name)}, ''::bytea) as ${tx(`h_${name}`)}`),
  ];
  return tx`
    select ${pointSql(tx, plan, "bucket")} as at ${listed(tx, groupColumns(tx, plan, "d."))} ${listed(tx, measured)}
    from ${tx(rollup.table)} r
    ${
      joined
        ? tx`join dimensions d
          on d.project_id = r.project_id and d.cube = r.cube and d.id = r.dimension_id and d.shard_key = r.shard_key`
        : tx``
    }
    where r.project_id = ${ctx.project.id}
      and r.shard_key = any(${shardList(ctx)}::int[])
      and r.tier = ${resolution}
      and r.cube = ${set}
      and ${withinSql(tx, "bucket", ranges)}
      and ${every(tx, conditions)}
    ${plan.sumsAs === "terms" ? tx`` : tx`group by ${grouping(tx, plan)}`}`;
}
