import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { rangeOf } from "@/lib/traces/filter";

import { fittingInterval, type Interval } from "./intervals";
import { resolveQuery, type MetricQuery } from "./metric-query";
import { answerFromCells } from "./query-metrics";
import { readDataPoints, type DataPoint } from "./read-data-points";
import type { Figure, MetricAnswer } from "./series";

const TILES = ["interactions", "error_rate", "latency", "trace_ttft", "cost_usd", "completeness"] as const;
export type TileMetric = (typeof TILES)[number];

/** One figure of the Overview: now, over the period before of the same length, and over time. */
export interface Tile {
  metric: TileMetric;
  now: Figure;
  before: Figure;
  points: (Figure & { at: string })[];
}

/** What the charts below the tiles draw. */
export interface OverviewAnswers {
  interactions: MetricAnswer;
  errors: MetricAnswer;
  latency: MetricAnswer;
  ttft: MetricAnswer;
  costByFeature: MetricAnswer;
  costByModel: MetricAnswer;
  completeness: MetricAnswer;
}

export interface Overview {
  from: string;
  to: string;
  interval: Interval;
  tiles: Record<TileMetric, Tile>;
  answers: OverviewAnswers;
}

export interface OverviewInput {
  from?: string;
  to?: string;
  /** By whose clocks hours and days begin; UTC unless told. */
  zone?: string;
  environment?: string[];
  feature?: string[];
}

const INTERACTION_SUMS = [
  "interactions",
  "errors",
  "complete",
  "missing_prompt",
  "missing_context",
  "missing_output",
  "missing_tools",
  "missing_cost",
  "synthetic_clock",
];
const COST_SUMS = ["cost_nano_usd", "unknown_cost_count", "estimated_calls"];
/** Series of a chart; the rest is one more. */
const TOP = 7;

/**
 * Is it healthy? Each tile's figure, its change against the period before, its course, and what the charts show: all of one
 * moment, from four questions.
 */
export async function overview(ctx: Context, input: OverviewInput): Promise<Overview> {
  const { from, to } = rangeOf(input, ctx.now());
  const lengthMs = Date.parse(to) - Date.parse(from);
  const { zone, environment, feature } = input;
  const interval = fittingInterval(lengthMs / 1000);
  const filters = { environment, feature };
  const current = { from, to, interval, zone, filters };
  const earlier = {
    from: new Date(Date.parse(from) - lengthMs).toISOString(),
    to: from,
    interval: "range" as const,
    filters,
  };
  const interactions = { source: "traces", sums: INTERACTION_SUMS, histograms: ["latency", "ttft"] } as const;
  const calls = { source: "calls", sums: COST_SUMS } as const;
  const billed = { ...filters, kind: ["llm", "embedding"] };
  const [traces, tracesBefore, spent, spentBefore] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      Promise.all([
        readDataPoints(tx, ctx, { ...interactions, ...current }),
        readDataPoints(tx, ctx, { ...interactions, ...earlier }),
        // One question for both charts of cost.
        readDataPoints(tx, ctx, { ...calls, ...current, groupBy: ["feature", "model"], filters: billed }),
        readDataPoints(tx, ctx, { ...calls, ...earlier, filters: billed }),
      ]),
    { readOnly: true },
  );
  const answer = (
    metric: string,
    cells: readonly DataPoint[],
    more: Partial<MetricQuery> = {},
  ): MetricAnswer =>
    answerFromCells(
      resolveQuery({ metric, from, to, interval, zone, environment, feature, top: TOP, ...more }, ctx.now()),
      cells,
    );
  const cellsOf = (metric: TileMetric) =>
    metric === "cost_usd" ? { now: spent, before: spentBefore } : { now: traces, before: tracesBefore };
  const tile = (metric: TileMetric): Tile => {
    const cells = cellsOf(metric);
    const series = answer(metric, cells.now).series[0];
    const before = answer(metric, cells.before, { ...earlier, zone: undefined });
    return {
      metric,
      now: series?.total ?? {},
      before: before.series[0]?.total ?? {},
      points: series?.points ?? [],
    };
  };
  return {
    from,
    to,
    interval,
    tiles: Object.fromEntries(TILES.map((metric) => [metric, tile(metric)])) as Record<TileMetric, Tile>,
    answers: {
      interactions: answer("interactions", traces),
      errors: answer("errors", traces),
      latency: answer("latency", traces),
      ttft: answer("trace_ttft", traces),
      costByFeature: answer("cost_usd", spent, { group_by: "feature" }),
      costByModel: answer(
        "cost_usd",
        spent.map((cell) => ({ ...cell, groups: cell.groups.slice(1) })),
        { group_by: "model" },
      ),
      completeness: answer("completeness", traces),
    },
  };
}
