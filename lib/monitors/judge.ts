import { newDetector, observe, type Detector } from "@/lib/drift/series/detect-anomalies";

import type { DriftMonitor, Measured, SilenceMonitor, ThresholdMonitor } from "./definition";
import type { Point } from "./point";
import { lengthMsOf } from "./steps";

export type Status = "ok" | "warning" | "alert" | "no_data" | "not_enough";
export type Level = "warning" | "alert";

/** What a monitor knows of one of its series between two windows. Plain JSON. */
export interface State {
  status: Status;
  /** It has this status. */
  sinceMs: number;
  value: number | null;
  endMs: number;
  /** What is to be told; stays until it has recovered. */
  firing: Firing | null;
  /** Of drift. */
  detector?: Detector;
  /** Of drift: rows in a row that are as usual again. */
  calm?: number;
  /** How people know it, where that is not the series itself. */
  label?: string;
}

export interface Firing {
  level: Level;
  /** Start of the first window that fired, of silence the last sign of life: what it is about began there. */
  fromMs: number;
  /** Of which value it was said. Null: no data came. */
  value: number | null;
  /** Where it usually is, of drift. */
  usual?: { low: number; high: number };
  /** How long nothing came and how often it did, of silence, milliseconds. */
  silentMs?: number;
  usualMs?: number;
}

/** So many rows as usual, and a drift is over. */
const CALM_ROWS = 3;

export const newState = (endMs: number): State => ({
  status: "not_enough",
  sinceMs: endMs,
  value: null,
  endMs,
  firing: null,
});

/** Judges the next window of a series; nothing that comes after it is known. Live and back-test use this. */
export const judge = (monitor: Measured, state: State, point: Point): State =>
  monitor.kind === "threshold" ? judgeThreshold(monitor, state, point) : judgeDrift(monitor, state, point);

function judgeThreshold(monitor: ThresholdMonitor, state: State, point: Point): State {
  if (point.value === null) return withoutData(monitor, state, point);
  if (point.count !== null && point.count < monitor.min_count) {
    // Too few to say that it recovered, as to say that it began.
    return next(state, point, state.firing === null ? "not_enough" : state.status, state.firing);
  }
  const level = levelOf(monitor, state, point.value);
  return next(state, point, level ?? "ok", level === null ? null : begin(monitor, state, level, point));
}

function withoutData(monitor: ThresholdMonitor, state: State, point: Point): State {
  const { no_data } = monitor;
  if (no_data === "keep" && state.status !== "not_enough")
    return next(state, point, state.status, state.firing);
  if (no_data !== "alert") return next(state, point, "no_data", null);
  // Without data from its beginning on: a monitor that is new has lost nothing.
  if (state.status === "not_enough" && state.firing === null) return next(state, point, "not_enough", null);
  return next(state, point, "no_data", begin(monitor, state, "alert", point));
}

/**
 * The level that a value is at: beyond it, or not yet back behind where that level recovers. A level is left by the width of its
 * hysteresis, so that a figure that wavers about a level does not tell each time.
 */
function levelOf(monitor: ThresholdMonitor, { status }: State, value: number): Level | null {
  const { direction, alert, warning, recover, recover_percent } = monitor;
  const beyond = (level: number): boolean => (direction === "above" ? value > level : value < level);
  const holds = (name: Level, level: number | undefined): boolean => {
    if (level === undefined) return false;
    if (beyond(level)) return true;
    const was = status === "alert" || status === name;
    if (!was) return false;
    const width = (Math.abs(level) * recover_percent) / 100;
    const lowest = name === "warning" || warning === undefined;
    return beyond(
      lowest && recover !== undefined ? recover : direction === "above" ? level - width : level + width,
    );
  };
  if ((status === "alert" || (alert !== undefined && beyond(alert))) && holds("alert", alert)) return "alert";
  return holds("warning", warning) ? "warning" : null;
}

function judgeDrift(monitor: DriftMonitor, state: State, point: Point): State {
  const detector = structuredClone(state.detector ?? newDetector());
  const verdict = observe(detector, point.endMs, point.value ?? Number.NaN);
  const known = { ...state, detector };
  if (point.value === null)
    return next(known, point, state.firing === null ? "no_data" : state.status, state.firing);
  if (verdict.learning) return next(known, point, "not_enough", null);
  const wanted =
    monitor.direction === "both" || verdict.direction === (monitor.direction === "above" ? "up" : "down");
  const { expected } = verdict;
  if (verdict.alarm && wanted) {
    const firing = begin(monitor, state, monitor.level, point);
    return {
      ...next(known, point, monitor.level, expected === null ? firing : { ...firing, usual: expected }),
      calm: 0,
    };
  }
  if (state.firing === null) return next(known, point, "ok", null);
  const asUsual = expected !== null && point.value >= expected.low && point.value <= expected.high;
  const calm = asUsual ? (state.calm ?? 0) + 1 : 0;
  return calm >= CALM_ROWS
    ? { ...next(known, point, "ok", null), calm: 0 }
    : { ...next(known, point, state.status, state.firing), calm };
}

/** Judges who sent regularly. @param silence null: it sends, or never had a habit */
export const judgeSilence = (
  monitor: SilenceMonitor,
  state: State,
  point: Point,
  silence: { silentMs: number; usualMs: number } | null,
): State =>
  silence === null
    ? next(state, point, "ok", null)
    : next(state, point, monitor.level, {
        ...goOn(state, monitor.level, point.endMs - silence.silentMs, point.value),
        ...silence,
      });

const begin = (monitor: Measured, state: State, level: Level, { endMs, value }: Point): Firing =>
  goOn(state, level, endMs - lengthMsOf(monitor), value);

/** Goes on as what it was, unless it became graver. */
const goOn = ({ firing }: State, level: Level, fromMs: number, value: number | null): Firing =>
  firing !== null && (firing.level === level || level === "warning")
    ? firing
    : { level, fromMs: firing?.fromMs ?? fromMs, value };

const next = (state: State, { endMs, value }: Point, status: Status, firing: Firing | null): State => ({
  ...state,
  status,
  sinceMs: status === state.status ? state.sinceMs : endMs,
  value,
  endMs,
  firing,
});
