import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { queryWindows } from "@/lib/metrics/query-windows";

import { type Measured, metricQueryOf, type SilenceMonitor } from "./definition";
import { judge, judgeSilence, newState, type State } from "./judge";
import type { Kept, StoredMonitor } from "./monitor";
import { nothing, type Point, pointOf } from "./point";
import { readActivity, silenceOf } from "./read-activity";
import { intervalOf, lastEndOf, lengthMsOf, stepMsOf } from "./steps";

const DAY_MS = 86_400_000;
export const MOST_SERIES = 100;
/** Rows that a new monitor of drift learns from. */
const LEARN_MS = { "5m": 3 * DAY_MS, "15m": 3 * DAY_MS, hour: 30 * DAY_MS };

/** What a monitor's series are by now, by the one question that it asks. */
export async function evaluateMonitor(
  tx: Tx,
  ctx: Context,
  { monitor, evaluatedTo }: StoredMonitor,
  known: ReadonlyMap<string, Kept>,
): Promise<Map<string, Kept>> {
  if (monitor.kind === "silence") return evaluateSilence(tx, ctx, monitor, known);
  const toMs = lastEndOf(monitor, ctx.now().getTime());
  const step = stepMsOf(monitor);
  const interval = intervalOf(monitor);
  const beforeMs = evaluatedTo === null ? 0 : Date.parse(evaluatedTo);
  // Drift sees every row once; of a threshold only the last window counts.
  const fromMs =
    monitor.kind === "drift"
      ? Math.max(toMs - LEARN_MS[interval], beforeMs - (beforeMs % step))
      : toMs - lengthMsOf(monitor);
  if (fromMs >= toMs) return new Map(known);
  const series = await readPoints(tx, ctx, monitor, { fromMs, toMs });
  const next = new Map<string, Kept>();
  for (const [name, points] of series) {
    const last = points.at(-1);
    const hadData = last !== undefined && last.value !== null && last.count !== 0;
    const before = known.get(name);
    next.set(name, {
      toldAtMs: null,
      ...before,
      ...worthJudging(monitor, points, before).reduce<State>(
        (state, point) => judge(monitor, state, point),
        before ?? newState(toMs),
      ),
      seenMs: hadData || before === undefined ? toMs : before.seenMs,
    });
  }
  for (const [name, before] of known)
    if (!next.has(name))
      next.set(name, { ...before, ...judge(monitor, before, nothing(monitor.metric, toMs)) });
  return next;
}

/** A new series of drift, or of a group, begins with the first thing that came: before that nobody knew of it. */
export function worthJudging(
  monitor: Measured,
  points: readonly Point[],
  before: State | undefined,
): readonly Point[] {
  if (before !== undefined || (monitor.kind !== "drift" && monitor.group_by === undefined)) return points;
  const first = points.findIndex(
    ({ value, count }) => value !== null && (count === null ? value !== 0 : count > 0),
  );
  return first < 0 ? [] : points.slice(first);
}

/** The points of a metric's series over a time: one for each window that ends in it. */
export async function readPoints(
  tx: Tx,
  ctx: Context,
  monitor: Measured,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  top = MOST_SERIES,
): Promise<Map<string, Point[]>> {
  const lengthMs = lengthMsOf(monitor);
  const step = stepMsOf(monitor);
  const query = metricQueryOf(monitor);
  const series = await queryWindows(tx, ctx, monitor.group_by === undefined ? query : { ...query, top }, {
    fromMs,
    toMs,
    interval: intervalOf(monitor),
    lengthMs,
  });
  return new Map(
    series.map(({ group, figures }) => [
      group ?? "",
      figures.map((figure, index) => pointOf(monitor, fromMs + lengthMs + index * step, figure)),
    ]),
  );
}

async function evaluateSilence(
  tx: Tx,
  ctx: Context,
  monitor: SilenceMonitor,
  known: ReadonlyMap<string, Kept>,
): Promise<Map<string, Kept>> {
  const nowMs = ctx.now().getTime();
  const next = new Map<string, Kept>();
  for (const activity of await readActivity(tx, ctx, monitor, known)) {
    const before = known.get(activity.series);
    const point = { endMs: nowMs, value: null, count: null };
    next.set(activity.series, {
      toldAtMs: null,
      ...before,
      ...judgeSilence(monitor, before ?? newState(nowMs), point, silenceOf(activity, nowMs)),
      seenMs: activity.lastSeenMs,
      ...(activity.label !== undefined && { label: activity.label }),
      ...(monitor.of === "feature" && {
        hours: Object.fromEntries(activity.hours.map(({ hourMs, minutes }) => [hourMs, minutes.toString()])),
      }),
    });
  }
  return next;
}
