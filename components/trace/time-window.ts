import { formatDuration } from "@/lib/format/duration";

/** The part of a trace that the timeline shows: milliseconds since its start. */
export interface TimeWindow {
  fromMs: number;
  toMs: number;
}

/** Narrower than this nothing can be told apart. */
const MIN_WIDTH_MS = 0.01;

export const widthOf = (window: TimeWindow): number => window.toMs - window.fromMs;

/** Kept within the trace and not narrower than can be read. */
export function clampWindow({ fromMs, toMs }: TimeWindow, endMs: number): TimeWindow {
  const width = Math.min(Math.max(toMs - fromMs, MIN_WIDTH_MS), endMs);
  const from = Math.min(Math.max(fromMs, 0), endMs - width);
  return { fromMs: from, toMs: from + width };
}

/** Narrower (factor < 1) or wider around a moment, which stays where it is on the screen. */
export function zoomWindow(window: TimeWindow, factor: number, aroundMs: number, endMs: number): TimeWindow {
  const share = (aroundMs - window.fromMs) / widthOf(window);
  const width = Math.min(Math.max(widthOf(window) * factor, MIN_WIDTH_MS), endMs);
  return clampWindow({ fromMs: aroundMs - share * width, toMs: aroundMs + (1 - share) * width }, endMs);
}

/** Moves by a share of its width. */
export function panWindow(window: TimeWindow, share: number, endMs: number): TimeWindow {
  const by = widthOf(window) * share;
  return clampWindow({ fromMs: window.fromMs + by, toMs: window.toMs + by }, endMs);
}

export const showsAll = (window: TimeWindow, endMs: number): boolean => widthOf(window) >= endMs * 0.9999;

/** Where a moment lies in the window, as a share of its width; outside: below 0 or above 1. */
export const shareOf = (window: TimeWindow, ms: number): number => (ms - window.fromMs) / widthOf(window);

export interface WindowTick {
  ms: number;
  label: string;
}

/** Above a second people count in clock steps, not in tens. */
const CLOCK_STEPS_MS = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400,
].map((seconds) => seconds * 1000);

function stepOf(roughMs: number): number {
  if (roughMs > 500) return CLOCK_STEPS_MS.find((step) => step >= roughMs * 0.999) ?? 7 * 86_400_000;
  const power = 10 ** Math.floor(Math.log10(roughMs));
  return [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= roughMs * 0.999)!;
}

/** Round moments in the window, at most about `count` of them, labelled since the trace's start. */
export function windowTicks(window: TimeWindow, count: number): WindowTick[] {
  const step = stepOf(widthOf(window) / Math.max(1, count));
  const ticks: WindowTick[] = [];
  for (let i = Math.ceil(window.fromMs / step - 1e-9); i * step <= window.toMs * (1 + 1e-12); i++) {
    const at = Number((i * step).toPrecision(12));
    ticks.push({ ms: at, label: tickLabel(at, step) });
  }
  return ticks;
}

/** All ticks of an axis in one unit with the decimals that the step needs. */
function tickLabel(ms: number, stepMs: number): string {
  if (ms === 0) return "0";
  const [size, unit] =
    stepMs >= 3_600_000
      ? [3_600_000, "h"]
      : stepMs >= 60_000
        ? [60_000, "min"]
        : ms >= 1000
          ? [1000, "s"]
          : ms >= 1
            ? [1, "ms"]
            : [0.001, "µs"];
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(stepMs / size) - 1e-9)));
  return `${(ms / size).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}\u00a0${unit}`;
}

/** A moment under the pointer, to the grain of the window: nobody reads microseconds on a minute. */
export function momentLabel(ms: number, window: TimeWindow): string {
  const grain = 10 ** Math.floor(Math.log10(widthOf(window) / 500));
  return formatDuration(Math.max(0, Math.round(ms / grain) * grain));
}
