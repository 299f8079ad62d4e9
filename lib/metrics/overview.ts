import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { rangeOf } from "@/lib/traces/filter";

import { fittingInterval, type Interval } from "./intervals";
import { metricIn } from "./query-metrics";
import type { Figure } from "./series";

const TILES = ["interactions", "error_rate", "latency", "trace_ttft", "cost_usd", "completeness"] as const;
export type TileMetric = (typeof TILES)[number];

/** One figure of the Overview: now, over the period before of the same length, and over time. */
export interface Tile {
  metric: TileMetric;
  now: Figure;
  before: Figure;
  points: (Figure & { at: string })[];
}

export interface Overview {
  from: string;
  to: string;
  interval: Interval;
  tiles: Record<TileMetric, Tile>;
}

export interface OverviewInput {
  from?: string;
  to?: string;
  environment?: string[];
  feature?: string[];
}

/** Is it healthy? Each tile's figure, its change against the period before, and its course, read in one go. */
export async function overview(ctx: Context, input: OverviewInput): Promise<Overview> {
  const { from, to } = rangeOf(input, ctx.now());
  const lengthMs = Date.parse(to) - Date.parse(from);
  const period = { environment: input.environment, feature: input.feature };
  const earlier = { ...period, from: new Date(Date.parse(from) - lengthMs).toISOString(), to: from };
  const interval = fittingInterval(lengthMs / 1000);
  const tiles = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      Promise.all(
        TILES.map(async (metric): Promise<[TileMetric, Tile]> => {
          const [current, previous] = await Promise.all([
            metricIn(tx, ctx, { ...period, metric, from, to, interval }),
            metricIn(tx, ctx, { ...earlier, metric, interval: "range" }),
          ]);
          const series = current.series[0];
          return [
            metric,
            {
              metric,
              now: series?.total ?? {},
              before: previous.series[0]?.total ?? {},
              points: series?.points ?? [],
            },
          ];
        }),
      ),
    { readOnly: true },
  );
  return { from, to, interval, tiles: Object.fromEntries(tiles) as Record<TileMetric, Tile> };
}
