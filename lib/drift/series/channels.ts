import { newTail, remember, surprise, type Tail } from "@/lib/stats/extreme-tail";

import { foretell, newSeason, RHYTHMS, type Foretold, type Season } from "./season";

/** Rows that the moving means remember, a factor of four apart: from a spike to a shift that a day shows. */
export const SPANS = [1, 4, 16, 64] as const;
/** Pairs of spans: the mean of the shorter one against that of the longer one before this row. Sudden, whatever the level. */
const CONTRASTS = [
  [0, 2],
  [1, 3],
] as const;
/** The span of the mean step from row to row. */
const STEP_SPAN = 16;

/** A share of the usual distance from the level that no tail is narrower than: what is smaller is no news to anybody. */
const LEAST_SCALE = 0.25;
/** Digits of a float that sums of money and time get wrong are no news either. */
const LEAST_RELATIVE = 1e-6;
/** The slow level and the usual distance from it follow in about a thousand rows, clipped at four distances. */
const LEVEL_STEP = 0.001;
const LEVEL_CLIP = 4;
const LEVEL_CLIP_AFTER = 50;

/** A quantity that is watched on both sides. */
export interface Watched {
  above: Tail;
  below: Tail;
}

/** What is measured on a series, with the past that it is compared with. Values are less the first one. Plain JSON. */
export interface Channels {
  rows: number;
  /** The first value: what is kept are differences from it, or six digits would not do for a large level with little noise. */
  origin: number;
  previous: number;
  /** Rows that were bit-identical to the one before, up to this one. */
  same: number;
  level: number;
  /** The usual distance from the level. */
  spread: number;
  means: number[];
  meanStep: number;
  levels: Watched[];
  contrasts: Watched[];
  step: Watched;
  seasons: { season: Season; means: number[]; rows: number; watched: Watched[] }[];
}

/** What a surprise says: one row, a level, other noise, or the wrong time of day. */
export type Kind = "spike" | "level" | "variance" | "season";

/** How surprising each measured quantity is at this row, in decades of probability. */
export interface Surprise {
  kind: Kind;
  up: number;
  down: number;
}

const newWatched = (): Watched => ({ above: newTail(), below: newTail() });

export const newChannels = (): Channels => ({
  rows: 0,
  origin: 0,
  previous: 0,
  same: 0,
  level: 0,
  spread: 0,
  means: SPANS.map(() => 0),
  meanStep: 0,
  levels: SPANS.map(newWatched),
  contrasts: CONTRASTS.map(newWatched),
  step: newWatched(),
  seasons: RHYTHMS.map((rhythm) => ({
    season: newSeason(rhythm),
    means: SPANS.map(() => 0),
    rows: 0,
    watched: SPANS.map(newWatched),
  })),
});

/**
 * Measures a row, compares each measure with its own past, then adds it to that. Changes the channels.
 * @param at milliseconds since 1970 @param value finite
 */
export function measure(
  channels: Channels,
  at: number,
  value: number,
): { surprises: Surprise[]; seasons: (Foretold | null)[] } {
  if (channels.rows === 0) channels.origin = value;
  const row = channels.rows++;
  const x = value - channels.origin;
  const offLevel = x - channels.level;
  followLevel(channels, row, offLevel);
  const leastScale =
    LEAST_SCALE * channels.spread + LEAST_RELATIVE * Math.abs(channels.origin + channels.level);
  const surprises: Surprise[] = [];
  const watch = (watched: Watched, kind: Kind, measured: number): void => {
    surprises.push({ kind, ...compare(watched, measured, leastScale) });
  };

  const before = [...channels.means];
  follow(channels.means, row, x);
  SPANS.forEach((span, i) => {
    if (row >= span) watch(channels.levels[i]!, span === 1 ? "spike" : "level", channels.means[i]!);
  });
  CONTRASTS.forEach(([fast, slow], i) => {
    if (row >= SPANS[slow])
      watch(channels.contrasts[i]!, i === 0 ? "spike" : "level", channels.means[fast]! - before[slow]!);
  });
  if (row > 0) {
    const step = Math.abs(x - channels.previous);
    channels.same = step === 0 ? channels.same + 1 : 0;
    channels.meanStep = moved(channels.meanStep, row - 1, STEP_SPAN, step);
    if (row > STEP_SPAN) watch(channels.step, "variance", channels.meanStep);
  }
  channels.previous = x;
  return { surprises, seasons: measureSeasons(channels, at, x, offLevel, leastScale, surprises) };
}

/** Compares what each season foretold; only seasons that are believed add to the surprises. */
function measureSeasons(
  { seasons }: Channels,
  at: number,
  x: number,
  offLevel: number,
  leastScale: number,
  surprises: Surprise[],
): (Foretold | null)[] {
  return seasons.map((one, i) => {
    const foretold = Number.isFinite(at) ? foretell(one.season, RHYTHMS[i]!, at, x, offLevel) : null;
    if (!foretold) return null;
    follow(one.means, one.rows++, foretold.off);
    one.watched.forEach((watched, span) => {
      const compared = compare(watched, one.means[span]!, leastScale);
      if (foretold.believed) surprises.push({ kind: "season", ...compared });
    });
    return foretold;
  });
}

/** The slow level and the usual distance from it, by clipped steps: no single row moves them far. */
function followLevel(channels: Channels, row: number, offLevel: number): void {
  const clip = row > LEVEL_CLIP_AFTER ? LEVEL_CLIP * channels.spread : Number.POSITIVE_INFINITY;
  const step = Math.max(1 / (row + 1), LEVEL_STEP);
  channels.level += step * Math.max(-clip, Math.min(clip, offLevel));
  channels.spread += step * (Math.min(Math.abs(offLevel), clip) - channels.spread);
}

/** An exponentially weighted mean after one more value; the mean of all as long as they are fewer than the span remembers. */
const moved = (mean: number, rowsBefore: number, span: number, value: number): number =>
  mean + Math.max(2 / (span + 1), 1 / (rowsBefore + 1)) * (value - mean);

function follow(means: number[], rowsBefore: number, value: number): void {
  SPANS.forEach((span, i) => {
    means[i] = moved(means[i]!, rowsBefore, span, value);
  });
}

function compare(
  { above, below }: Watched,
  measured: number,
  leastScale: number,
): { up: number; down: number } {
  const compared = {
    up: surprise(above, measured, leastScale),
    down: surprise(below, -measured, leastScale),
  };
  remember(above, measured);
  remember(below, -measured);
  return compared;
}
