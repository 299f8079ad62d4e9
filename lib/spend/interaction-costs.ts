import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { pointStarts, type Interval } from "@/lib/metrics/intervals";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { binSql, type Histogram } from "@/lib/stats/histogram";
import { traceFilter } from "@/lib/traces/filter";
import { filterSql } from "@/lib/traces/filter-sql";

import { costSource, interactionSource, type SpendQuery } from "./spend-query";

export interface InteractionCosts {
  times: number[];
  /** Cost of the calls of each point over the interactions that began in it, in dollars; null without interactions. */
  mean: (number | null)[];
  /** Interactions by what they cost, in nano-dollars; without those of unknown cost and those without any. */
  distribution: Histogram;
  /** Interactions that were looked at for it, and all of the range: a sample where there are very many. */
  looked: number;
  interactions: number;
}

/** Up to so many interactions are looked at one by one; of more, about so many. */
const MOST = 10_000;

/**
 * What an interaction costs: the mean over time, and how costs are spread.
 * @returns null: the filters speak of models or steps, and an interaction has several
 * @throws Failure forbidden
 */
export async function interactionCosts(
  ctx: Context,
  query: SpendQuery,
  interval: Interval,
): Promise<InteractionCosts | null> {
  requirePermission(ctx, "read_aggregates");
  const source = interactionSource(query.filters);
  if (source === null) return null;
  const { from, to, zone, filters } = query;
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const asked = { from, to, zone, interval };
      const [counted, costs] = await Promise.all([
        readDataPoints(tx, ctx, { ...asked, source, sums: ["interactions"], filters }),
        readDataPoints(tx, ctx, { ...asked, ...costSource(filters), sums: ["cost_nano_usd"] }),
      ]);
      const interactions = counted.reduce((sum, { sums }) => sum + Number(sums.interactions ?? 0n), 0);
      const { distribution, looked } = await distributionOf(tx, ctx, query, interactions);
      const times = pointStarts(Date.parse(from), Date.parse(to), interval, zone);
      const at = (cells: typeof counted, name: string) =>
        new Map(cells.map((cell) => [Date.parse(cell.at ?? ""), Number(cell.sums[name] ?? 0n)]));
      const [counts, nano] = [at(counted, "interactions"), at(costs, "cost_nano_usd")];
      return {
        times,
        mean: times.map((time) => {
          const count = counts.get(time) ?? 0;
          return count === 0 ? null : (nano.get(time) ?? 0) / count / 1e9;
        }),
        distribution,
        looked,
        interactions,
      };
    },
    { readOnly: true },
  );
}

async function distributionOf(
  tx: TransactionSql,
  ctx: Context,
  { from, to, filters }: SpendQuery,
  interactions: number,
): Promise<{ distribution: Histogram; looked: number }> {
  const { environment = [], feature = [], user = [] } = filters;
  const filter = traceFilter({
    from,
    to,
    environment: [...environment],
    feature: [...feature],
    user: [...user],
  });
  // Whole pages of the table, so a tenth of the rows is a tenth of the reading; the same rows each time until more are written.
  const sample =
    interactions <= MOST ? tx`` : tx`tablesample system (${(100 * MOST) / interactions}) repeatable (1)`;
  const rows = await tx<{ bin: number | null; n: number }[]>`
    select case when cost_status = 'known' and cost_nano_usd > 0 then ${tx.unsafe(binSql("cost_nano_usd"))} end as bin,
      count(*)::int as n
    from traces ${sample}
    where ${filterSql(tx, ctx, filter)}
    group by 1
    order by 1`;
  const known = rows.filter(({ bin }) => bin !== null);
  return {
    distribution: { bins: known.map(({ bin }) => bin as number), counts: known.map(({ n }) => n) },
    looked: rows.reduce((sum, { n }) => sum + n, 0),
  };
}
