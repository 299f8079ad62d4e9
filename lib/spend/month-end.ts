import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { projectMonth, type MonthEnd } from "@/lib/cost/project-month";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { startOfPeriod } from "@/lib/time/zone";

import { costSource, type SpendQuery } from "./spend-query";

const HOUR_MS = 3_600_000;
/** Six weeks: four weeks of a weekly pattern, whatever day of the month it is. */
const HISTORY_MS = 42 * 24 * HOUR_MS;

export interface ProjectedMonth extends MonthEnd {
  spentNano: bigint;
  unknownCalls: number;
}

/**
 * What the running calendar month will have cost, by the clocks of the query's zone; its range does not matter.
 * @throws Failure forbidden
 */
export async function monthEnd(
  ctx: Context,
  { zone, filters }: Pick<SpendQuery, "zone" | "filters">,
): Promise<ProjectedMonth> {
  requirePermission(ctx, "read_aggregates");
  const nowMs = ctx.now().getTime();
  const lastMs = nowMs - (nowMs % HOUR_MS);
  const firstMs = lastMs - HISTORY_MS;
  const [hours, [month]] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => {
      const read = (from: number, to: number, interval: "hour" | "range") =>
        readDataPoints(tx, ctx, {
          ...costSource(filters),
          sums: ["cost_nano_usd", "unknown_cost_count"],
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          interval,
        });
      return Promise.all([
        read(firstMs, lastMs, "hour"),
        // Clocks run ahead: a call that says it began in a minute is this month's already.
        read(startOfPeriod(nowMs, "month", zone), nowMs + 60_000, "range"),
      ]);
    },
    { readOnly: true },
  );
  const costs = new Array<number>(HISTORY_MS / HOUR_MS).fill(0);
  for (const { at, sums } of hours)
    costs[(Date.parse(at ?? "") - firstMs) / HOUR_MS] = Number(sums.cost_nano_usd ?? 0n) / 1e9;
  const spentNano = month?.sums.cost_nano_usd ?? 0n;
  return {
    ...projectMonth({ hours: costs, firstMs, spent: Number(spentNano) / 1e9, nowMs, zone }),
    spentNano,
    unknownCalls: Number(month?.sums.unknown_cost_count ?? 0n),
  };
}
