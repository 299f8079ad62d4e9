import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { binSql } from "@/lib/stats/histogram";
import { binBytesSql } from "@/lib/stats/histogram-bytes";
import { traceFilter } from "@/lib/traces/filter";
import { filterSql, shardList } from "@/lib/traces/filter-sql";
import type { Fragment } from "@/lib/traces/trace-condition";

import type { TimeRange } from "./plan-buckets";
import { rawColumns, ROLLUPS } from "./dimension-sql";
import type { Plan } from "./figure-query";
import {
  boundsOf,
  conditionsOf,
  every,
  groupColumns,
  grouping,
  listed,
  moment,
  pointSql,
  summed,
  withinSql,
} from "./plan-sql";

/** From spans and traces themselves, by the expressions that roll-ups are made with. */
export function rawPart(
  tx: TransactionSql,
  ctx: Context,
  plan: Plan & { source: "calls" | "traces" },
  ranges: readonly TimeRange[],
): Fragment {
  const { raw, counted, sums, histograms } = ROLLUPS[plan.source];
  const { from, to } = boundsOf(ranges);
  const scope =
    plan.source === "traces"
      ? filterSql(tx, ctx, traceFilter({ ...plan.narrower, from: moment(from), to: moment(to) }))
      : tx`spans.project_id = ${ctx.project.id} and spans.shard_key = any(${shardList(ctx)}::int[])`;
  const bins = plan.histograms.map((name) => ({ name, sql: histograms[name] as string }));
  const binned = bins.map(({ name, sql }) => tx`${tx.unsafe(binSql(sql))} as ${tx(`bin_${name}`)}`);
  const perBin = plan.sums.map((name) => tx`${tx.unsafe(sums[name]?.sql ?? "null")} as ${tx(name)}`);
  const grouped = tx`
      select ${pointSql(tx, plan, "started_at")} as at ${listed(tx, groupColumns(tx, plan, "dim_"))}
        ${listed(tx, binned)}
        , count(*) as n ${listed(tx, perBin)}
      from (
        select ${tx(raw)}.*, ${tx.unsafe(rawColumns(plan.source))}
        from ${tx(raw)}
        where ${scope}
          and ${withinSql(tx, "started_at", ranges)}
          and ${tx.unsafe(counted)}
      ) ${tx(raw)}
      where ${every(tx, conditionsOf(tx, ctx, plan, "dim_"))}
      group by ${grouping(tx, plan, bins.length)}`;
  const names = plan.groupBy.map((_, index) => tx.unsafe(`g${index}`) as Fragment);
  const measured = [
    ...plan.sums.map((name) => summed(tx, plan, `"${name}"`, name)),
    ...bins.map(({ name }) => {
      const bin = `bin_${name}`;
      return tx`string_agg(${tx.unsafe(binBytesSql(bin, "n"))}, ''::bytea) filter (where ${tx(bin)} is not null) as ${tx(`h_${name}`)}`;
    }),
  ];
  return tx`
    select at ${listed(tx, names)} ${listed(tx, measured)}
    from (${grouped}) grouped
    ${plan.sumsAs === "terms" ? tx`` : tx`group by ${grouping(tx, plan)}`}`;
}
