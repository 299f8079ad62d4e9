import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { isArriving } from "@/lib/drift/is-arriving";
import { queryWindows } from "@/lib/metrics/query-windows";

import { type Measured, metricQueryOf, type SilenceMonitor } from "./definition";
import { judge, judgeSilence, newState, type State } from "./judge";
import type { Kept, StoredMonitor } from "./monitor";
import { nothing, type Point, pointOf } from "./point";
import { type Activity, readFeatures, readSenders, silenceOf } from "./read-activity";
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

/** Keys and clients are known by when they made requests; features by the times that interactions say, which may arrive later. */
async function evaluateSilence(
  tx: Tx,
  ctx: Context,
  monitor: SilenceMonitor,
  known: ReadonlyMap<string, Kept>,
): Promise<Map<string, Kept>> {
  if (monitor.of === "feature") return evaluateFeatures(tx, ctx, monitor, known);
  const nowMs = ctx.now().getTime();
  const next = new Map<string, Kept>();
  for (const activity of await readSenders(tx, ctx, monitor))
    next.set(
      activity.series,
      afterSilence(monitor, known.get(activity.series), activity, silenceOf(activity, nowMs), nowMs),
    );
  return next;
}

/** A feature of which something arrived so recently is not silent, whatever times that says: two rounds have seen nothing more. */
const ARRIVED_MS = 600_000;
/** What is so old when it arrives is no part of the present. */
const HISTORY_MS = 3_600_000;

async function evaluateFeatures(
  tx: Tx,
  ctx: Context,
  monitor: SilenceMonitor,
  known: ReadonlyMap<string, Kept>,
): Promise<Map<string, Kept>> {
  // What comes meanwhile may be of any time, so that all of it is read afterwards.
  if (await isArriving(tx, ctx.project.id))
    return new Map([...known].map(([series, { hours: _, ...state }]) => [series, state]));
  const nowMs = ctx.now().getTime();
  const activities = await readFeatures(tx, ctx, monitor, known);
  // Rounds read what is new only: a history that came since is read before its habit is kept, and before anything is called silent.
  const isPartial = activities.some((activity) => {
    const before = known.get(activity.series);
    if (before === undefined) return false;
    const { arrivedMs = 0, seenMs, firing } = before;
    return (
      (activity.lastSeenMs > seenMs && arrivedMs - seenMs > HISTORY_MS) ||
      (firing === null && silenceOf(activity, nowMs) !== null)
    );
  });
  const seen = isPartial ? await readFeatures(tx, ctx, monitor, new Map()) : activities;
  return new Map(
    seen.map((activity) => {
      const before = known.get(activity.series);
      const arrivedMs = hasNew(activity, before) ? nowMs : (before?.arrivedMs ?? 0);
      const silence = nowMs - arrivedMs < ARRIVED_MS ? null : silenceOf(activity, nowMs);
      const hours = Object.fromEntries(
        activity.hours.map(({ hourMs, minutes }) => [hourMs, minutes.toString()]),
      );
      return [
        activity.series,
        { ...afterSilence(monitor, before, activity, silence, nowMs), arrivedMs, hours },
      ];
    }),
  );
}

const hasNew = ({ hours }: Activity, before: Kept | undefined): boolean =>
  hours.some(({ hourMs, minutes }) => (minutes & ~BigInt(before?.hours?.[hourMs] ?? 0)) !== 0n);

const afterSilence = (
  monitor: SilenceMonitor,
  before: Kept | undefined,
  { label, lastSeenMs }: Activity,
  silence: ReturnType<typeof silenceOf>,
  nowMs: number,
): Kept => ({
  toldAtMs: null,
  ...before,
  ...judgeSilence(monitor, before ?? newState(nowMs), { endMs: nowMs, value: null, count: null }, silence),
  seenMs: lastSeenMs,
  ...(label !== undefined && { label }),
});
