import { formatDuration } from "@/lib/format/duration";
import { formatPercent, formatPoints } from "@/lib/format/percent";
import type { Unit } from "@/lib/signals/signal";
import { type Share, sureDifference } from "@/lib/stats/compare-shares";
import type { SegmentSums } from "@/lib/stats/rate-decomposition";

import { formatFigure } from "../figure";
import { NEW_WITHIN_MS, type Side } from "../read-segments";
import { BELIEF, type Candidate, LEAST_PART } from "./candidate";
import type { CauseDimension } from "./sampled";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A value that is new so long after the beginning may be the cause: the beginning is an estimate. */
const LATER_MS = 30 * MINUTE_MS;
/** Squared standard deviations that chance does not make of any of all segments; of what is new or grew, which is little, fewer do. */
const SURE = 12;
const SURE_OF_NEW = 7;
/** Observations below which nothing is compared. */
export const LEAST = 20;
/** So much of all interactions leaves too few others to compare with. */
export const NEARLY_ALL = 0.8;
/** A share of the interactions that grew by so much, surely (so many standard deviations), is another mix; alone it tells more from twice that on. */
const GREW = 0.1;
const GREW_MUCH = 0.2;
const GREW_Z = 3;
const Z95 = 1.96;

/** Some interactions of a feature, and its others. */
export interface Weighed {
  dimension: CauseDimension;
  value: string;
  label: string;
  /** How a sentence begins: "Release 2". */
  name: string;
  before: Side;
  after: Side;
  rest: { before: Side; after: Side };
  /** Epoch milliseconds; null: it was there all the time, or nobody knows. */
  firstSeenMs: number | null;
  /** Whether its growth is a cause by itself: of parts of a whole the decomposition says that. */
  mayGrow: boolean;
  /** So many of the interactions of the hours right before were of it. */
  recently: Share;
  isVolume: boolean;
  /** What is said of one that grew, where it is not its share of the interactions. */
  fact?: string;
}

export interface Weighing {
  began: { at: number; from: number; to: number };
  unit: Unit;
  figure: (side: Side) => number | null;
  sumsOf: (side: Side) => SegmentSums;
  /** How much more sums vary than those of independent interactions. */
  dispersion: number;
  /** By how much what is watched changed in the whole feature; null: not known. */
  total: number | null;
}

/** Whether it may be the cause: it is new, or it grew, or it moved and the others did not; and it explains a part of the change. */
export function weigh(one: Weighed, weighing: Weighing): Candidate | null {
  const { began, unit, figure, sumsOf, dispersion } = weighing;
  const sums = {
    before: sumsOf(one.before),
    after: sumsOf(one.after),
    othersBefore: sumsOf(one.rest.before),
    othersAfter: sumsOf(one.rest.after),
  };
  const isComparable = sums.after.n >= LEAST && sums.othersAfter.n >= LEAST;
  const contrast = isComparable ? apart(sums.othersAfter, sums.after, dispersion) : 0;
  const moved = apart(sums.before, sums.after, dispersion);
  const othersMoved = apart(sums.othersBefore, sums.othersAfter, dispersion);
  const shares = { before: shareOf(one, "before"), after: shareOf(one, "after") };
  const observed = sums.after.n / Math.max(1, sums.after.n + sums.othersAfter.n);
  const { firstSeenMs } = one;
  const isNew =
    firstSeenMs !== null && firstSeenMs >= began.from - NEW_WITHIN_MS && firstSeenMs <= began.to + LATER_MS;
  const candidate = (sentence: string, explains: Candidate["explains"], score: number): Candidate | null => ({
    dimension: one.dimension,
    value: one.value,
    label: one.label,
    firstSeenAt: isNew ? new Date(firstSeenMs).toISOString() : null,
    sentence,
    explains,
    score,
    extent: `${one.before.interactions}/${one.after.interactions}`,
  });
  /** What a difference of these explains, where it explains anything. */
  const explained = (difference: number, share: number, squared: number): Candidate["explains"] => {
    const total = weighing.total ?? 0;
    const part = total === 0 ? 0 : (share * difference) / total;
    if (part < LEAST_PART) return null;
    const half = Z95 / Math.sqrt(squared);
    return { part: within(part), low: within(part * (1 - half)), high: within(part * (1 + half)) };
  };
  const figures = `${textOf(figure(one.after), unit)} there, ${textOf(figure(one.rest.after), unit)} elsewhere`;
  const difference = meanOf(sums.after) - meanOf(sums.othersAfter);
  if (isNew) {
    const came = `${one.name} ${when(firstSeenMs, began.at)}`;
    const near = 1 / (1 + Math.abs(began.at - firstSeenMs) / HOUR_MS);
    if (contrast > SURE_OF_NEW && othersMoved < contrast) {
      const explains = explained(difference, observed, contrast);
      return (
        explains && candidate(`${came}: ${figures}.`, explains, explains.part * BELIEF.newAndApart(near))
      );
    }
    if (shares.after < NEARLY_ALL) return null;
    const all = shares.after === 1 ? "all" : formatPercent(shares.after);
    const since = `${came}; ${all} of the interactions have been of it since.`;
    return candidate(since, null, shares.after * BELIEF.everywhere(near));
  }
  const grew = growth(one);
  if (one.mayGrow && grew > 0) {
    const fact =
      one.fact ??
      `${one.name} is behind ${formatPercent(shares.after)} of the interactions, ${formatPercent(shares.before)} before (at 95 % at least ${formatPoints(grew)})`;
    if (contrast > SURE_OF_NEW) {
      const explains = explained(difference, observed * (1 - shares.before / shares.after), contrast);
      if (explains) return candidate(`${fact}: ${figures}.`, explains, explains.part * BELIEF.grown);
    }
    if (one.isVolume && shares.after - shares.before >= GREW_MUCH)
      return candidate(`${fact}.`, null, (shares.after - shares.before) * BELIEF.volume);
    if (shares.after >= NEARLY_ALL) return candidate(`${fact}.`, null, shares.after * BELIEF.everywhere(1));
  }
  if (!(contrast > SURE && moved > SURE && othersMoved < moved / 4)) return null;
  const explains = explained(meanOf(sums.after) - meanOf(sums.before), observed, moved);
  return explains && candidate(`Only ${one.name} moved: ${figures}.`, explains, explains.part * BELIEF.moved);
}

const within = (part: number): number => Math.min(1, Math.max(0, part));
const meanOf = ({ n, sum }: SegmentSums): number => sum / Math.max(1, n);
const textOf = (value: number | null, unit: Unit): string =>
  value === null ? "nothing" : formatFigure(value, unit);

function shareOf({ rest, ...one }: Weighed, side: "before" | "after"): number {
  const all = one[side].interactions + rest[side].interactions;
  return all === 0 ? 0 : one[side].interactions / all;
}

/**
 * By how much its part of the interactions grew at least, at 95 %, against the week before and against the hours right before: what
 * grew a day earlier is no cause, nor what does so at this hour of every day; 0: not surely, or not much.
 */
function growth({ before, after, rest, recently }: Weighed): number {
  const shareOfSides = (own: number, others: number): Share => ({ part: own, whole: own + others });
  const now = shareOfSides(after.interactions, rest.after.interactions);
  const then = [shareOfSides(before.interactions, rest.before.interactions)];
  if (recently.whole >= LEAST) then.push(recently);
  const least = then.map((one) => {
    if (one.whole < LEAST || now.part / now.whole - one.part / one.whole < GREW) return 0;
    return sureDifference(now, one, GREW_Z) <= 0 ? 0 : sureDifference(now, one, Z95);
  });
  return Math.min(...least);
}

/** Squared standard deviations between two means; 0 where one side says nothing. */
function apart(a: SegmentSums, b: SegmentSums, dispersion: number): number {
  if (a.n < 5 || b.n < 5) return 0;
  const n = a.n + b.n;
  const sum = a.sum + b.sum;
  const variance =
    a.squares === undefined || b.squares === undefined
      ? ((sum + 0.5) * (n - sum + 0.5)) / (n + 1) ** 2
      : Math.max(1e-18, (a.squares + b.squares) / n - (sum / n) ** 2);
  const difference = a.sum / a.n - b.sum / b.n;
  return (difference * difference) / (dispersion * variance * (1 / a.n + 1 / b.n));
}

function when(firstSeenMs: number, beganMs: number): string {
  const apartMs = beganMs - firstSeenMs;
  if (Math.abs(apartMs) < 10 * MINUTE_MS) return "came as it began";
  return `came ${formatDuration(Math.abs(apartMs))} ${apartMs > 0 ? "before" : "after"} it began`;
}
