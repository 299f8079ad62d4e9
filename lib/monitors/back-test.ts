import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";
import { unitOf } from "@/lib/metrics/figure";
import type { MetricAnswer } from "@/lib/metrics/series";

import { silencesOf } from "./back-test-silence";
import { type Measured, MonitorInput, type SilenceMonitor } from "./definition";
import { readPoints, worthJudging } from "./evaluate-monitor";
import { type Fired, firedOver } from "./fired-over";
import { judge, type Level, newState, type State } from "./judge";
import { nothing, type Point } from "./point";
import { lastEndOf, lengthMsOf, stepMsOf } from "./steps";

const DAY_MS = 86_400_000;
const DAYS = 30;
/** Of detectors that look every five minutes: they learn within three days. */
const FINE_DRIFT_DAYS = 10;
/** The largest; a chart shows no more. */
const MOST_SERIES = 20;
/** Points of one question, of which metrics give at most 5,000. */
const MOST_POINTS = 4_000;

/** What a monitor would have told. Times are ISO. */
export interface WouldHaveFired {
  from: string;
  /** Null: it still would. */
  to: string | null;
  level: Level;
}

export interface BackTest {
  from: string;
  to: string;
  /** Of silence, `ms`: for how long nothing came. */
  unit: MetricAnswer["unit"];
  /** Ends of the windows, epoch milliseconds. */
  at: number[];
  /** The largest first; a value for each window, null where nothing is known. */
  series: { series: string; values: (number | null)[]; fired: WouldHaveFired[] }[];
}

/**
 * Judges the last 30 days as the worker would have, window by window, and says what would have fired. Mute windows are not looked at.
 * @throws Failure forbidden, bad_request
 */
export async function backTest(ctx: Context, input: MonitorInput): Promise<BackTest> {
  requirePermission(ctx, "read_aggregates");
  const monitor = parse(MonitorInput, input);
  if (monitor.kind === "silence") return trySilence(ctx, monitor);
  const toMs = lastEndOf(monitor, ctx.now().getTime());
  const days = monitor.kind === "drift" && monitor.interval === "5m" ? FINE_DRIFT_DAYS : DAYS;
  const points = await readAll(ctx, monitor, toMs - days * DAY_MS, toMs);
  return {
    from: iso(toMs - days * DAY_MS),
    to: iso(toMs),
    unit: unitOf(monitor.metric),
    at: [...points.values()][0]?.map(({ endMs }) => endMs) ?? [],
    series: [...points].map(([series, own]) => ({
      series,
      values: own.map(({ value }) => value),
      fired: wouldHaveFired(monitor, own).map(told),
    })),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

async function trySilence(ctx: Context, monitor: SilenceMonitor): Promise<BackTest> {
  const toMs = lastEndOf(monitor, ctx.now().getTime());
  const fromMs = toMs - DAYS * DAY_MS;
  const stepMs = stepMsOf(monitor);
  const series = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => silencesOf(tx, ctx, monitor, { fromMs, toMs, stepMs, most: MOST_SERIES }),
    { readOnly: true },
  );
  return {
    from: iso(fromMs),
    to: iso(toMs),
    unit: "ms",
    at:
      series.length === 0
        ? []
        : Array.from({ length: (toMs - fromMs) / stepMs }, (_, index) => fromMs + (index + 1) * stepMs),
    series: series.map(({ fired, ...one }) => ({ ...one, fired: fired.map(told) })),
  };
}

const told = ({ fromMs, endMs, level }: Fired): WouldHaveFired => ({
  from: iso(fromMs),
  to: endMs === null ? null : iso(endMs),
  level,
});

/** In parts: metrics bound the points of a question. */
async function readAll(
  ctx: Context,
  monitor: Measured,
  fromMs: number,
  toMs: number,
): Promise<Map<string, Point[]>> {
  const step = stepMsOf(monitor);
  const overlap = lengthMsOf(monitor) - step;
  const all = new Map<string, Point[]>();
  const past: number[] = [];
  // A series that comes in one part only has nothing in the others.
  const without = (ends: readonly number[]) => ends.map((endMs) => nothing(monitor.metric, endMs));
  await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      for (let start = fromMs; start < toMs; start += MOST_POINTS * step) {
        const end = Math.min(toMs, start + MOST_POINTS * step);
        const part = await readPoints(tx, ctx, monitor, { fromMs: start - overlap, toMs: end }, MOST_SERIES);
        const ends = Array.from({ length: (end - start) / step }, (_, index) => start + (index + 1) * step);
        for (const series of new Set([...all.keys(), ...part.keys()]))
          all.set(series, [...(all.get(series) ?? without(past)), ...(part.get(series) ?? without(ends))]);
        past.push(...ends);
      }
    },
    { readOnly: true },
  );
  return new Map([...all].slice(0, MOST_SERIES));
}

/** What the very judging of the worker would have told over these points. */
export const wouldHaveFired = (monitor: Measured, points: readonly Point[]): Fired[] =>
  firedOver(
    worthJudging(monitor, points, undefined).map((point) => (state: State) => judge(monitor, state, point)),
    newState(points[0]?.endMs ?? 0),
  );
