import { upperQuantile } from "@/lib/stats/extreme-tail";

import { measure, newChannels, type Channels, type Kind, type Surprise, type Watched } from "./channels";
import type { Foretold } from "./season";

/** What a detector knows of one series between two rows. Plain JSON, some fifteen kilobytes. */
export interface Detector {
  channels: Channels;
  /** The row of the last alarm (-1: none yet), and the highest score since. */
  alarmedAt: number;
  peak: number;
  /** Rare events lately, told or not, the older ones fading; and the row of the last one (-1: none yet). */
  events: number;
  eventAt: number;
}

interface Range {
  low: number;
  high: number;
}

/** What a detector says of a row. */
export interface Verdict {
  /** How unusual this row and those just before it are; 1 is worth an alarm where there were none lately. */
  score: number;
  /** The score that would be worth an alarm by now. */
  threshold: number;
  /** An anomaly begins: said once, not for each of its rows. */
  alarm: boolean;
  /** No answer yet: too few rows, or none with a value. */
  learning: boolean;
  /** Where the value usually is at this time, with some 95 % of the past inside; null while that is not known. */
  expected: Range | null;
  /** Above or below what is usual; null when nothing is surprising. */
  direction: "up" | "down" | null;
  /** What it looks like: one row, a level, other noise, a stuck value, the wrong time of day. Null when nothing is surprising. */
  kind: Kind | "flat" | null;
}

/** Rows before the first alarm. */
const LEARNING_ROWS = 150;
/** Values further away are taken as this far: sums of them stay finite. */
const MOST = 1e100;
/**
 * The score is a norm of all surprises in decades, divided by this. The third power lets several moderate surprises add up
 * (three of 3 are one of 4.3) and hardly counts small ones.
 */
const POWER = 3;
const WORTH_AN_ALARM = 4.6;
/**
 * Each event with a score above 1 makes the next alarm harder by so much, whether it was told or not: what happens every day is
 * no news, however rare its rows are. 2,000 rows later two thirds of that are forgotten.
 */
const HABIT = 0.06;
const HABIT_ROWS = 2000;
/** So many rows are one event: no second alarm among them, unless it is twice as strong as anything since. */
const QUIET_ROWS = 100;
const ESCALATION = 2;
/** So many rows of one value are a stuck one. */
const FLAT_ROWS = 8;
/** The expected range leaves out this share on either side, and is so many usual distances wide to a side at most. */
const OUTSIDE = 0.01;
const WIDEST = 8;

export const newDetector = (): Detector => ({
  channels: newChannels(),
  alarmedAt: -1,
  peak: 0,
  events: 0,
  eventAt: -1,
});

/**
 * Looks at the next row of a series and says whether an anomaly begins there, having seen nothing after it. Changes the detector.
 * A value that is not finite is a missing row: it is neither judged nor learned.
 * @param at milliseconds since 1970
 */
export function observe(detector: Detector, at: number, value: number): Verdict {
  const threshold = 1 + HABIT * detector.events;
  if (!Number.isFinite(value))
    return { score: 0, threshold, alarm: false, learning: true, expected: null, direction: null, kind: null };
  const { channels } = detector;
  const row = channels.rows;
  const known = Math.max(-MOST, Math.min(MOST, value));
  const range = rangeBefore(channels);
  const { surprises, seasons } = measure(channels, at, known);
  const score = sum(surprises, ({ up, down }) => up ** POWER + down ** POWER) ** (1 / POWER) / WORTH_AN_ALARM;
  const learning = row < LEARNING_ROWS;
  return {
    score: learning ? 0 : score,
    threshold,
    alarm: decide(detector, row, learning ? 0 : score, threshold),
    learning,
    expected: range(seasons),
    ...describe(surprises, channels),
  };
}

/** Whether this row begins an anomaly; keeps count of events. */
function decide(detector: Detector, row: number, score: number, threshold: number): boolean {
  const since = (before: number): number => (before < 0 ? Number.POSITIVE_INFINITY : row - before);
  const alarm =
    score > threshold && (since(detector.alarmedAt) > QUIET_ROWS || score > ESCALATION * detector.peak);
  detector.events *= Math.exp(-1 / HABIT_ROWS);
  if (alarm || (score > 1 && since(detector.eventAt) > QUIET_ROWS)) {
    detector.events++;
    detector.eventAt = row;
  }
  if (alarm) detector.alarmedAt = row;
  detector.peak = alarm ? score : Math.max(detector.peak, score);
  return alarm;
}

/** In a word what is surprising, and on which side. */
function describe(surprises: Surprise[], channels: Channels): Pick<Verdict, "direction" | "kind"> {
  let up = 0;
  let down = 0;
  let most = 0;
  let kind: Kind = "spike";
  for (const surprise of surprises) {
    const largest = Math.max(surprise.up, surprise.down);
    // Of equals the first one: a row that alone says all is a spike until the next rows say more.
    if (largest > most) [most, kind] = [largest, surprise.kind];
    if (surprise.kind === "variance") continue;
    up += surprise.up ** POWER;
    down += surprise.down ** POWER;
  }
  if (most === 0) return { direction: null, kind: null };
  const above = up === down ? channels.previous >= channels.level : up > down;
  return { direction: above ? "up" : "down", kind: channels.same >= FLAT_ROWS ? "flat" : kind };
}

/** The usual range at a row, from what was known before it: around the season that foretells best, else of all values. */
function rangeBefore(channels: Channels): (foretold: (Foretold | null)[]) => Verdict["expected"] {
  const { origin, level, spread, levels, seasons } = channels;
  const all = inner(levels[0]!);
  const off = seasons.map(({ watched }) => inner(watched[0]!));
  return (foretold) => {
    const error = foretold.map((one, i) => (one?.believed && off[i] ? one.error : Number.POSITIVE_INFINITY));
    const least = Math.min(...error);
    if (least === Number.POSITIVE_INFINITY) return all && around(origin, all, level, spread);
    const best = error.indexOf(least);
    return around(origin + foretold[best]!.expected, off[best]!, 0, least);
  };
}

/** A range, no wider to either side of its middle than so many usual distances: an anomaly that lasts would widen it in an hour. */
const around = (base: number, range: Range, middle: number, distance: number): Range => ({
  low: base + Math.max(range.low, middle - WIDEST * distance),
  high: base + Math.min(range.high, middle + WIDEST * distance),
});

function inner({ above, below }: Watched): Range | null {
  const high = upperQuantile(above, OUTSIDE);
  const low = upperQuantile(below, OUTSIDE);
  return high === null || low === null ? null : { low: -low, high };
}

const sum = <T>(list: T[], size: (one: T) => number): number =>
  list.reduce((total, one) => total + size(one), 0);
