import { WINDOWS } from "./choices";
import { type Measured, type Monitor } from "./definition";

const MINUTE_MS = 60_000;

/** How often a monitor is judged: often enough for its window, so that a back-test judges the very same windows. */
export function intervalOf(monitor: Monitor): "5m" | "15m" | "hour" {
  if (monitor.kind === "silence") return "5m";
  if (monitor.kind === "drift") return monitor.interval;
  const minutes = WINDOWS[monitor.window];
  return minutes <= 30 ? "5m" : minutes <= 240 ? "15m" : "hour";
}

export const stepMsOf = (monitor: Monitor): number =>
  ({ "5m": 5, "15m": 15, hour: 60 })[intervalOf(monitor)] * MINUTE_MS;

/** Length of the window of a figure. */
export const lengthMsOf = (monitor: Measured): number =>
  monitor.kind === "threshold" ? WINDOWS[monitor.window] * MINUTE_MS : stepMsOf(monitor);

export const delayMsOf = (monitor: Monitor): number =>
  monitor.kind === "silence" ? 0 : monitor.delay_minutes * MINUTE_MS;

/** End of the last window that is complete, late data included. */
export function lastEndOf(monitor: Monitor, nowMs: number): number {
  const ms = nowMs - delayMsOf(monitor);
  return ms - (ms % stepMsOf(monitor));
}
