import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { log } from "@/lib/log";
import type { Course } from "@/lib/notify/course";

import type { Measured, Monitor } from "./definition";
import { readPoints } from "./evaluate-monitor";
import type { Firing } from "./judge";
import type { Point } from "./point";
import { figureWords, sayValue } from "./say";
import { lastEndOf, lengthMsOf, stepMsOf } from "./steps";

/** Of each series; of a hundred series no more than metrics answer at a time. */
const POINTS = 48;

/** The last points of a monitor's series, for those who are told; what cannot be read is left out. */
export async function readCourses(tx: Tx, ctx: Context, monitor: Monitor): Promise<Map<string, Point[]>> {
  if (monitor.kind === "silence") return new Map();
  const toMs = lastEndOf(monitor, ctx.now().getTime());
  const fromMs = toMs - lengthMsOf(monitor) - (POINTS - 1) * stepMsOf(monitor);
  try {
    return await tx.savepoint((inner) => readPoints(inner as Tx, ctx, monitor, { fromMs, toMs }));
  } catch (error) {
    log.warn({ err: error, monitor: monitor.name }, "the course of a monitor's series could not be read");
    return new Map();
  }
}

/** What a message draws of a series that fires. @param points at even distances */
export const courseOf = (monitor: Measured, firing: Firing, points: readonly Point[]): Course => ({
  name: figureWords(monitor),
  from: new Date(points[0]?.endMs ?? 0).toISOString(),
  step_ms: stepMsOf(monitor),
  values: points.map(({ value }) => value),
  expected: expectedOf(monitor, firing),
});

function expectedOf(monitor: Measured, { level, usual }: Firing): Course["expected"] {
  const say = (value: number): string => sayValue(monitor.metric, value);
  if (monitor.kind === "drift")
    return usual === undefined
      ? null
      : { ...usual, words: `usually ${say(usual.low)} to ${say(usual.high)}` };
  const limit = monitor[level];
  return limit === undefined
    ? null
    : { low: limit, high: limit, words: `${level} ${monitor.direction} ${say(limit)}` };
}
