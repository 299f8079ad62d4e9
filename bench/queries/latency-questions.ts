import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { latencyByGroup } from "@/lib/latency/by-group";
import { compareBox } from "@/lib/latency/compare-box";
import { failures } from "@/lib/latency/failures";
import { latencyOptions } from "@/lib/latency/latency-options";
import { linesByGroup } from "@/lib/latency/lines-by-group";
import { MEASURES, type Measure } from "@/lib/latency/measure";
import { objectiveHistory, objectiveStatus } from "@/lib/latency/objectives/objective-status";
import { latencyOverTime } from "@/lib/latency/over-time";
import { FAILURE_GROUPS, LATENCY_DIMENSIONS, type LatencyScope } from "@/lib/latency/scope";
import { shapeOfFeatures } from "@/lib/latency/shape-of-features";
import { fittingInterval, type Interval } from "@/lib/metrics/intervals";

import type { Question, Range } from "./questions";

type Ask = (tx: TransactionSql, ctx: Context, scope: LatencyScope, interval: Interval) => Promise<unknown>;

const question = (name: string, ask: Ask): Question => ({
  name: `latency: ${name}`,
  ask: (ctx, { from, to, zone }: Range) =>
    inProject(
      ctx.sql,
      ctx.project.id,
      (tx) =>
        ask(
          tx,
          ctx,
          { from, to, zone, filters: {} },
          fittingInterval((Date.parse(to) - Date.parse(from)) / 1000),
        ),
      { readOnly: true },
    ),
});

const objective = (measure: Measure) => ({
  ...{ id: 1, measure, thresholdMs: 800, target: 0.95, windowDays: 28 as const },
  ...{ feature: null, environment: null, model: null, author: "bench", changedAt: "" },
});

/** The slowest tenth of the middle third of the range. */
function boxOf({ from, to }: LatencyScope) {
  const third = (Date.parse(to) - Date.parse(from)) / 3;
  return {
    from: new Date(Date.parse(from) + third).toISOString(),
    to: new Date(Date.parse(to) - third).toISOString(),
    overMs: 12_000,
    upToMs: 600_000,
  };
}

/** What each part of the Latency page asks. */
export const LATENCY_QUESTIONS: readonly Question[] = [
  ...MEASURES.map((measure) =>
    question(`${measure} over time`, (tx, ctx, scope, interval) =>
      latencyOverTime(tx, ctx, measure, scope, interval),
    ),
  ),
  ...LATENCY_DIMENSIONS.flatMap((word) => [
    question(`lines by ${word}`, (tx, ctx, scope, interval) =>
      linesByGroup(tx, ctx, "interaction_latency", scope, word, "p95", interval),
    ),
    question(`table by ${word}`, (tx, ctx, scope) => latencyByGroup(tx, ctx, "model_latency", scope, word)),
  ]),
  question("values to narrow to", latencyOptions),
  question("box of interactions", (tx, ctx, scope) =>
    compareBox(tx, ctx, "interaction_latency", scope, boxOf(scope)),
  ),
  question("box of model calls", (tx, ctx, scope) =>
    compareBox(tx, ctx, "model_latency", scope, boxOf(scope)),
  ),
  question("an objective", (tx, ctx) => objectiveStatus(tx, ctx, objective("ttft"))),
  question("course of an objective", (tx, ctx, { zone }) =>
    objectiveHistory(tx, ctx, objective("ttft"), zone ?? "UTC"),
  ),
  question("shapes", shapeOfFeatures),
  ...FAILURE_GROUPS.map((group) =>
    question(`failures by ${group}`, (tx, ctx, scope, interval) => failures(tx, ctx, scope, group, interval)),
  ),
];
