import { rounded } from "@/lib/stats/extreme-tail";

const HOUR = 3_600_000;
/** The rhythms that people give to what they use: each is believed only where it foretells better than the level alone. */
export const RHYTHMS = [
  { periodMs: 168 * HOUR, bins: 168 },
  { periodMs: 24 * HOUR, bins: 96 },
] as const;
type Rhythm = (typeof RHYTHMS)[number];

/** What a series usually is at each time of a day or week, learned visit by visit. Plain JSON. */
export interface Season {
  /** The usual value in each bin of the period; counts only where `visits` is not 0. */
  profile: number[];
  visits: number[];
  /** The bin that is being visited (-1 before the first), the sum of its rows (less `shift`) and their number. */
  bin: number;
  sum: number;
  rows: number;
  /** How far the whole profile lies off by now: a slow trend. */
  shift: number;
  /** Sums, of which the older ones fade: how far rows were from the profile, from the level, and how many rows. */
  offProfile: number;
  offLevel: number;
  weight: number;
  /** When it foretold something for the first time, in milliseconds since 1970. */
  since: number | null;
}

/** What a season says of a row: how far the row is off, and whether the season may be believed. */
export interface Foretold {
  off: number;
  expected: number;
  /** How far rows usually are off, in the value's unit. */
  error: number;
  believed: boolean;
}

/** A visit moves the profile by a seventh: about a week of days is remembered, and a month and a half of weeks. */
const LEAST_STEP = 0.15;
/** The error of a season is that of its last 500 rows or so. */
const FADE = 0.998;
const MIN_WEIGHT = 30;
/** It must be off by a seventh less than the level is. */
const GAIN = 0.85;
/** Rows are learned from as if they were off by at most twice the usual error (Huber): an anomaly does not become the pattern. */
const CLIP = 2;
/** The trend follows in about a thousand rows. */
const SHIFT_STEP = 0.001;
/** Its errors have to cover a day before they tell what is unusual: nights are calmer than days. */
const LISTEN_MS = 24 * HOUR;

export const newSeason = ({ bins }: Rhythm): Season => ({
  profile: new Array<number>(bins).fill(0),
  visits: new Array<number>(bins).fill(0),
  bin: -1,
  sum: 0,
  rows: 0,
  shift: 0,
  offProfile: 0,
  offLevel: 0,
  weight: 0,
  since: null,
});

/**
 * Compares a row with its place in the period, then learns from it; null where that place was never visited before.
 * Changes the season.
 * @param at milliseconds since 1970 @param offLevel how far the row is from the level, in the value's unit
 */
export function foretell(
  season: Season,
  { periodMs, bins }: Rhythm,
  at: number,
  value: number,
  offLevel: number,
): Foretold | null {
  const bin = Math.min(bins - 1, Math.floor(((((at % periodMs) + periodMs) % periodMs) / periodMs) * bins));
  const settled = season.weight > 50;
  const usual = season.offProfile / Math.max(season.weight, 1);
  const clip = settled ? CLIP * usual : Number.POSITIVE_INFINITY;
  if (bin !== season.bin) {
    endVisit(season, clip);
    season.bin = bin;
  }
  let foretold: Foretold | null = null;
  if (season.visits[bin]! > 0) {
    const expected = season.profile[bin]! + season.shift;
    const off = value - expected;
    const mostOffLevel = settled ? (3 * CLIP * season.offLevel) / season.weight : Number.POSITIVE_INFINITY;
    season.offProfile = season.offProfile * FADE + Math.min(Math.abs(off), 1.5 * clip);
    season.offLevel = season.offLevel * FADE + Math.min(Math.abs(offLevel), mostOffLevel);
    season.weight = season.weight * FADE + 1;
    season.shift += SHIFT_STEP * Math.max(-clip, Math.min(clip, off));
    season.since ??= at;
    const believed =
      season.weight > MIN_WEIGHT &&
      season.offProfile < GAIN * season.offLevel &&
      at - season.since >= LISTEN_MS;
    foretold = { off, expected, error: season.offProfile / season.weight, believed };
  }
  season.sum += value - season.shift;
  season.rows++;
  return foretold;
}

/** Puts the mean of the visit that ended into the profile. */
function endVisit(season: Season, clip: number): void {
  const { bin, sum, rows } = season;
  if (rows > 0) {
    const visits = ++season.visits[bin]!;
    const off = sum / rows - season.profile[bin]!;
    const step = visits === 1 ? off : Math.max(LEAST_STEP, 1 / visits) * Math.max(-clip, Math.min(clip, off));
    season.profile[bin] = rounded(season.profile[bin]! + step);
  }
  season.sum = 0;
  season.rows = 0;
}
