import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { countBelow } from "@/lib/stats/count-below";
import { total } from "@/lib/stats/histogram";

import { budgetHistory, burnRate, errorBudget, type ErrorBudget, type Kept } from "../error-budget";
import { histogramOfCells } from "../observed";
import { measureQuery, startsOf } from "../scope";
import type { Objective } from "./objective";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface ObjectiveStatus extends ErrorBudget {
  objective: Objective;
  /** Start of the window, ISO; it ends now. */
  from: string;
  kept: Kept;
  /** Over the last hour, six hours and three days; null: nothing was observed. */
  burn: Record<"1h" | "6h" | "3d", number | null>;
}

/** How an objective is kept. What did not stream has no first token and is neither good nor bad. */
export async function objectiveStatus(
  tx: TransactionSql,
  ctx: Context,
  objective: Objective,
): Promise<ObjectiveStatus> {
  const now = ctx.now().getTime();
  // The last hours in steps of five minutes: one read serves both short windows, to the step.
  const sixHoursAgo = floor(now - 6 * HOUR_MS, 5 * MINUTE_MS);
  const hourAgo = floor(now - HOUR_MS, 5 * MINUTE_MS);
  const [window, threeDays, sixHours] = await Promise.all([
    cellsSince(tx, ctx, objective, windowStart(objective, now), "range"),
    cellsSince(tx, ctx, objective, now - 3 * DAY_MS, "range"),
    cellsSince(tx, ctx, objective, sixHoursAgo, "5m"),
  ]);
  const kept = keptOf(window, objective);
  const burn = (cells: readonly DataPoint[]) => burnRate(keptOf(cells, objective), objective.target);
  return {
    objective,
    from: new Date(windowStart(objective, now)).toISOString(),
    kept,
    ...errorBudget(kept, objective.target),
    burn: {
      "1h": burn(sixHours.filter(({ at }) => Date.parse(at ?? "") >= hourAgo)),
      "6h": burn(sixHours),
      "3d": burn(threeDays),
    },
  };
}

export interface HourOfObjective {
  /** Start, epoch milliseconds. */
  at: number;
  kept: Kept;
}

export interface ObjectiveCourse {
  hours: HourOfObjective[];
  /** What was left of the budget at the end of each hour; null: nothing was observed in all the window. */
  left: (number | null)[];
  /** Those with the most misses, at most ten. */
  worst: HourOfObjective[];
}

/** How the budget was used, hour by hour. */
export async function objectiveHistory(
  tx: TransactionSql,
  ctx: Context,
  objective: Objective,
  zone: string,
): Promise<ObjectiveCourse> {
  const now = ctx.now().getTime();
  const from = windowStart(objective, now);
  const cells = await cellsSince(tx, ctx, objective, from, "hour", zone);
  const byTime = new Map(cells.map((cell) => [Date.parse(cell.at ?? ""), cell]));
  const period = { from: new Date(from).toISOString(), to: new Date(now).toISOString(), zone, filters: {} };
  const hours = startsOf(period, "hour").map((at) => {
    const cell = byTime.get(at);
    return { at, kept: keptOf(cell ? [cell] : [], objective) };
  });
  const missed = ({ kept }: HourOfObjective): number => kept.total - kept.good;
  return {
    hours,
    left: budgetHistory(
      hours.map(({ kept }) => kept),
      objective.target,
    ),
    worst: hours
      .filter((hour) => missed(hour) > 0.5)
      .sort((a, b) => missed(b) - missed(a) || a.at - b.at)
      .slice(0, 10),
  };
}

const floor = (ms: number, step: number): number => ms - (ms % step);

/** To the minute, so that the window's edge is a minute of the roll-ups. */
const windowStart = ({ windowDays }: Objective, now: number): number =>
  floor(now - windowDays * DAY_MS, MINUTE_MS);

function keptOf(cells: readonly DataPoint[], { measure, thresholdMs }: Objective): Kept {
  const histogram = histogramOfCells(cells, measure);
  return { good: countBelow(histogram, thresholdMs * 1e6), total: total(histogram) };
}

function cellsSince(
  tx: TransactionSql,
  ctx: Context,
  { measure, feature, environment, model }: Objective,
  from: number,
  interval: Interval,
  zone?: string,
): Promise<DataPoint[]> {
  const narrowed = Object.entries({ feature, environment, model }).flatMap(([word, value]) =>
    value === null ? [] : [[word, [value]] as const],
  );
  const scope = {
    from: new Date(from).toISOString(),
    to: ctx.now().toISOString(),
    zone,
    filters: Object.fromEntries(narrowed),
  };
  return readDataPoints(tx, ctx, { ...measureQuery(measure, scope), sums: [], interval });
}
