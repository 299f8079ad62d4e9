import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";

import { latencyByGroup } from "./by-group";
import { compareBox } from "./compare-box";
import type { Box } from "./box";
import { failures } from "./failures";
import { latencyOptions } from "./latency-options";
import { linesByGroup } from "./lines-by-group";
import type { Measure } from "./measure";
import { namedVersions } from "./named-versions";
import { listObjectives } from "./objectives/list-objectives";
import { objectiveHistory, objectiveStatus } from "./objectives/objective-status";
import type { QuantileName } from "./observed";
import { latencyOverTime } from "./over-time";
import type { FailureGroup, LatencyDimension, LatencyScope } from "./scope";
import { shapeOfFeatures } from "./shape-of-features";

/** What each part of the Latency page asks: its figures agree with each other, since all of a part see one moment. */

const atOneMoment = <T>(ctx: Context, ask: (tx: Tx) => Promise<T>): Promise<T> =>
  inProject(ctx.sql, ctx.project.id, ask, { readOnly: true });

/** The chosen measure over time, by value of a dimension (null: of none), and as a line a value. */
export const readMeasure = (
  ctx: Context,
  scope: LatencyScope,
  {
    measure,
    group,
    q,
    interval,
  }: { measure: Measure; group: LatencyDimension | null; q: QuantileName; interval: Interval },
) =>
  atOneMoment(ctx, async (tx) => {
    const [overTime, groups, lines, versions] = await Promise.all([
      latencyOverTime(tx, ctx, measure, scope, interval),
      latencyByGroup(tx, ctx, measure, scope, group),
      group === null ? [] : linesByGroup(tx, ctx, measure, scope, group, q, interval),
      namedVersions(tx, ctx),
    ]);
    return { overTime, groups, lines, versions };
  });

/** Every objective with what is left of its budget, and the history of the one that is wanted, or of the first. */
export const readObjectives = (ctx: Context, scope: LatencyScope, wanted: number | null) =>
  atOneMoment(ctx, async (tx) => {
    const objectives = await listObjectives(tx, ctx);
    const shown = objectives.find(({ id }) => id === wanted) ?? objectives[0];
    const [statuses, history] = await Promise.all([
      Promise.all(objectives.map((one) => objectiveStatus(tx, ctx, one))),
      shown && objectiveHistory(tx, ctx, shown, scope.zone ?? "UTC"),
    ]);
    return { statuses, history, shown };
  });

/** Values that the page's filters may take, and the names of prompt versions. */
export const readFilterValues = (ctx: Context, scope: LatencyScope) =>
  atOneMoment(ctx, async (tx) => {
    const [options, versions] = await Promise.all([latencyOptions(tx, ctx, scope), namedVersions(tx, ctx)]);
    return { options, versions };
  });

/** How each feature works. */
export const readShapes = (ctx: Context, scope: LatencyScope) =>
  atOneMoment(ctx, (tx) => shapeOfFeatures(tx, ctx, scope));

/** What failed and why. */
export const readFailures = (ctx: Context, scope: LatencyScope, by: FailureGroup, interval: Interval) =>
  atOneMoment(ctx, (tx) => failures(tx, ctx, scope, by, interval));

/** What differs inside a box of the heatmap. @param box its edges; times as ISO */
export const readBox = (ctx: Context, scope: LatencyScope, measure: Measure, box: Box) =>
  atOneMoment(ctx, async (tx) => {
    const [comparison, versions] = await Promise.all([
      compareBox(tx, ctx, measure, scope, box),
      namedVersions(tx, ctx),
    ]);
    return { ...comparison, versions };
  });
