import type { Tx } from "@/db/client";
import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatPercent } from "@/lib/format/percent";
import { add } from "@/lib/signals/cell";
import { SEGMENTS, type SegmentDimension } from "@/lib/signals/segments";
import type { SegmentSums } from "@/lib/stats/rate-decomposition";

import { isShare, observe } from "./engine/component";
import { decompose, type Decomposition } from "./engine/decompose";
import type { Model } from "./engine/model";
import { rankSegments } from "./engine/rank-segments";
import { figureOf, formatFigure } from "./figure";
import type { CellRange } from "./read-cells";
import { EARLIER_MS, readSegments, type Segment, type Side } from "./read-segments";
import { cellOf, type SeriesKey, wordsOf } from "./series";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is compared with: so long before it began. */
const BEFORE_MS = 7 * DAY_MS;
/** A value that is new so long after the beginning, or earlier by less than cells are read for, may be the cause. */
const LATER_MS = 30 * MINUTE_MS;
/** A segment whose share of the interactions grew by so much is another mix. */
const GREW = 0.2;
const MOST_CANDIDATES = 5;

/** What may have caused a change, with what speaks for it in a sentence. */
export interface Candidate {
  dimension: SegmentDimension | "user";
  value: string;
  label: string;
  /** When it was seen first, as far as it is new; ISO. */
  firstSeenAt: string | null;
  sentence: string;
  /** The higher the likelier; of no unit. */
  score: number;
  /** How many interactions before and since: those of the same are of the same extent. */
  extent: string;
}

export interface SegmentMove {
  dimension: SegmentDimension;
  value: string;
  label: string;
  before: number | null;
  now: number | null;
  /** Part of the feature's interactions. */
  shareBefore: number;
  shareNow: number;
  moved: boolean;
}

export interface Explanation {
  candidates: Candidate[];
  /** Of every dimension with several values, whether these moved. */
  segments: SegmentMove[];
  /** Of the dimension that explains most: other segments came, or the segments changed; parts of the whole change. */
  driver: Decomposition["driver"] | null;
  driverDimension: SegmentDimension | null;
  mixPart: number | null;
}

/**
 * Where a change lies and what came just before it: segments that moved and those that did not, new values, another mix of
 * interactions, one user's volume. The best candidate first; none is an answer, too.
 */
export async function explainDrift(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  key: SeriesKey,
  model: Model,
  finding: { component: string; began: { at: number; from: number; to: number } },
  nowMs: number,
): Promise<Explanation> {
  const { began, component } = finding;
  const before = { fromMs: began.from - BEFORE_MS, toMs: began.from };
  const after = { fromMs: began.at, toMs: nowMs };
  const segments = await readSegments(tx, project.id, key, before, after);
  const index = model.components.findIndex((one) => one.component.name === component);
  const watched = model.components[index]?.component;
  if (watched === undefined)
    return { candidates: [], segments: [], driver: null, driverDimension: null, mixPart: null };
  const sumsOf = (side: Side): SegmentSums => {
    const statistic = side.statistics[key.signal];
    if (statistic?.kind !== model.signal.kind) return { n: 0, sum: 0 };
    const { n = 0, sum = 0, squares = 0 } = observe([watched], cellOf(statistic, 0, HOUR_MS))[0] ?? {};
    return isShare(watched) ? { n, sum } : { n, sum, squares };
  };
  const dispersion = model.components[index]?.dispersion ?? 1;
  const byDimension = new Map<SegmentDimension, Segment[]>();
  for (const segment of segments)
    byDimension.set(segment.dimension, [...(byDimension.get(segment.dimension) ?? []), segment]);
  // Tags overlap: they are no parts of a whole.
  const parts = [...byDimension].filter(([dimension]) => dimension !== "tag");
  const ranking = rankSegments(
    Object.fromEntries(
      [...byDimension].map(([dimension, own]) => [
        dimension,
        Object.fromEntries(
          own.map((one) => [one.value, { before: sumsOf(one.before), after: sumsOf(one.after) }]),
        ),
      ]),
    ),
    dispersion,
  );
  const divided = parts
    .filter(([, own]) => own.length > 1)
    .map(([dimension, own]) => ({
      dimension,
      own,
      ...decompose(
        Object.fromEntries(own.map((one) => [one.value, sumsOf(one.before)])),
        Object.fromEntries(own.map((one) => [one.value, sumsOf(one.after)])),
        dispersion,
      ),
    }));
  const mixed = divided
    // Of what had none of it before, nobody knows whether it would have been the same.
    .filter(({ own }) => wereThere(own))
    .filter(
      ({ driver, mix, total }) => driver === "mix" && Math.abs(mix.change) >= 0.5 * Math.abs(total.change),
    )
    .toSorted((a, b) => Math.abs(b.mix.change) - Math.abs(a.mix.change))[0];
  const moved = new Map(ranking.dimensions.map(({ dimension, moved: own }) => [dimension, own]));
  const figure = (side: Side): number | null => figureOf(side.statistics[key.signal], component, model);
  const all = { before: 0, after: 0 };
  for (const [dimension, own] of parts) {
    if (dimension !== parts[0]?.[0]) break;
    for (const one of own) {
      all.before += one.before.interactions;
      all.after += one.after.interactions;
    }
  }
  const candidates = [
    ...segments.flatMap((segment) =>
      ofSegment(segment, byDimension.get(segment.dimension) ?? [], {
        began,
        unit: wordsOf(key.signal).unit,
        figure,
        sumsOf,
        dispersion,
      }),
    ),
    ...(mixed ? [ofMix(mixed.dimension, mixed.own, mixed.mix.change / mixed.total.change)] : []),
    ...(await ofUsers(tx, project, key, before, after)),
  ];
  const best =
    mixed ??
    divided
      .filter(({ own }) => wereThere(own))
      .toSorted((a, b) => Math.abs(b.within.change) - Math.abs(a.within.change))[0];
  return {
    candidates: distinct(candidates)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MOST_CANDIDATES),
    segments: segments
      .filter(({ dimension }) => (byDimension.get(dimension)?.length ?? 0) > 1)
      .map((segment) => {
        const own = byDimension.get(segment.dimension) ?? [];
        const whole = (side: "before" | "after"): number =>
          own.reduce((sum, one) => sum + one[side].interactions, 0);
        return {
          dimension: segment.dimension,
          value: segment.value,
          label: segment.label,
          before: figure(segment.before),
          now: figure(segment.after),
          shareBefore: segment.before.interactions / Math.max(1, whole("before")),
          shareNow: segment.after.interactions / Math.max(1, whole("after")),
          moved:
            ranking.named?.dimension === segment.dimension &&
            (moved.get(segment.dimension)?.includes(segment.value) ?? false),
        };
      }),
    driver: best?.driver ?? null,
    driverDimension: best?.dimension ?? null,
    mixPart: best && best.total.change !== 0 ? best.mix.change / best.total.change : null,
  };
}

interface Evidence {
  began: { at: number; from: number; to: number };
  unit: ReturnType<typeof wordsOf>["unit"];
  figure: (side: Side) => number | null;
  sumsOf: (side: Side) => SegmentSums;
  dispersion: number;
}

/** Squared standard deviations that chance does not make, and observations below which nothing is compared. */
const SURE = 12;
const LEAST = 20;
/** So much of all interactions leaves too few others to compare with. */
const NEARLY_ALL = 0.8;

/** A segment is a candidate where it is new, or where it moved and the others did not. */
function ofSegment(segment: Segment, siblings: readonly Segment[], evidence: Evidence): Candidate[] {
  const { began, unit, figure, sumsOf, dispersion } = evidence;
  const { firstSeenMs, dimension, value, label, after } = segment;
  const others = siblings.filter((one) => one !== segment);
  const rest = { before: together(others, "before"), after: together(others, "after") };
  const inside = sumsOf(after);
  const outside = sumsOf(rest.after);
  if (inside.n === 0) return [];
  const comparable = inside.n >= LEAST && outside.n >= LEAST;
  const contrast = comparable ? apart(outside, inside, dispersion) : 0;
  const moved = apart(sumsOf(segment.before), inside, dispersion);
  const othersMoved = apart(sumsOf(rest.before), outside, dispersion);
  const isNew =
    firstSeenMs !== null && firstSeenMs >= began.from - EARLIER_MS && firstSeenMs <= began.to + LATER_MS;
  const name = `${SEGMENTS[dimension].label} ${label}`;
  const candidate = (score: number, sentence: string): Candidate[] => [
    {
      dimension,
      value,
      label,
      firstSeenAt: isNew ? new Date(firstSeenMs).toISOString() : null,
      sentence,
      score,
      extent: `${segment.before.interactions}/${after.interactions}`,
    },
  ];
  const figures = `${figureText(figure(after), unit)} there, ${figureText(figure(rest.after), unit)} elsewhere`;
  if (!isNew)
    return contrast > SURE && moved > SURE && othersMoved < moved / 4
      ? candidate(3 + Math.log(contrast), `Only ${name} moved: ${figures}.`)
      : [];
  const came = `${name} ${when(firstSeenMs, began.at)}`;
  const near = closeness(firstSeenMs, began.at);
  if (contrast > SURE && othersMoved < contrast)
    return candidate(10 + Math.log(contrast) + near, `${came}: ${figures}.`);
  const share = after.interactions / Math.max(1, after.interactions + rest.after.interactions);
  if (share >= NEARLY_ALL)
    return candidate(
      6 + near,
      `${came}; ${share === 1 ? "all" : formatPercent(share)} of the interactions have been of it since.`,
    );
  return comparable ? candidate(near, `${came}; it does not differ from the others.`) : [];
}

const figureText = (value: number | null, unit: Evidence["unit"]): string =>
  value === null ? "nothing" : formatFigure(value, unit);

const together = (segments: readonly Segment[], side: "before" | "after"): Side =>
  segments.reduce<Side>(
    (sum, one) => ({
      interactions: sum.interactions + one[side].interactions,
      statistics: add(sum.statistics, one[side].statistics),
    }),
    { interactions: 0, statistics: {} },
  );

/** A model, its name in answers and its provider are one candidate where they are of the same interactions. */
const FAMILY: readonly string[] = ["model", "provider", "answered_model"];

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of candidates.toSorted(
    (a, b) => FAMILY.indexOf(a.dimension) - FAMILY.indexOf(b.dimension),
  )) {
    const same = kept.some(
      ({ dimension, extent }) =>
        FAMILY.includes(dimension) && FAMILY.includes(one.dimension) && extent === one.extent,
    );
    if (!same) kept.push(one);
  }
  return kept;
}

/** Whether most of what came had a before: else other segments and changed ones are the same. */
function wereThere(own: readonly Segment[]): boolean {
  const all = together(own, "after").interactions;
  const known = own.filter(
    ({ before }) =>
      before.interactions >= LEAST && before.interactions >= 0.02 * together(own, "before").interactions,
  );
  return together(known, "after").interactions >= NEARLY_ALL * all;
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

/** 2 where it came as the change began, falling with the hours between. */
const closeness = (firstSeenMs: number, beganMs: number): number =>
  2 / (1 + Math.abs(beganMs - firstSeenMs) / HOUR_MS);

function when(firstSeenMs: number, beganMs: number): string {
  const apartMs = beganMs - firstSeenMs;
  if (Math.abs(apartMs) < 10 * MINUTE_MS) return "came as it began";
  return `came ${formatDuration(Math.abs(apartMs))} ${apartMs > 0 ? "before" : "after"} it began`;
}

function ofMix(dimension: SegmentDimension, own: readonly Segment[], part: number): Candidate {
  const sum = (side: "before" | "after"): number =>
    Math.max(
      1,
      own.reduce((all, one) => all + one[side].interactions, 0),
    );
  const [before, after] = [sum("before"), sum("after")];
  const grown = own.toSorted(
    (a, b) =>
      b.after.interactions / after -
      b.before.interactions / before -
      (a.after.interactions / after - a.before.interactions / before),
  )[0] as Segment;
  const share = { before: grown.before.interactions / before, after: grown.after.interactions / after };
  return {
    dimension,
    value: grown.value,
    label: grown.label,
    firstSeenAt: null,
    extent: "",
    score: 8 + Math.min(1, part),
    sentence: `Other interactions came, none of them changed by itself: ${formatPercent(share.after)} are of ${SEGMENTS[dimension].label.toLowerCase()} ${grown.label} (${formatPercent(share.before)} before), which explains ${formatPercent(Math.min(1, part))} of the change.`,
  };
}

/** One user whose part of the interactions grew. */
async function ofUsers(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  { feature, environment }: SeriesKey,
  before: CellRange,
  after: CellRange,
): Promise<Candidate[]> {
  // As long before as it lasts, a day at most: this reads rows.
  const length = Math.min(DAY_MS, Math.max(HOUR_MS, after.toMs - after.fromMs));
  const counted = (fromMs: number, toMs: number) => tx<{ user: string; n: number; all: number }[]>`
    select user_id as user, count(*)::int as n, (sum(count(*)) over ())::int as all
    from traces
    where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
      and started_at >= ${new Date(fromMs)} and started_at < ${new Date(toMs)}
      and feature = ${feature} and coalesce(environment, '') = ${environment} and user_id is not null
    group by user_id
    order by n desc
    limit 20`;
  const now = await counted(after.toMs - length, after.toMs);
  const then = await counted(before.toMs - length, before.toMs);
  return now.flatMap(({ user, n, all }): Candidate[] => {
    const earlier = then.find((one) => one.user === user);
    const shares = { now: n / all, before: earlier ? earlier.n / earlier.all : 0 };
    if (shares.now - shares.before < GREW) return [];
    return [
      {
        dimension: "user",
        value: user,
        label: user,
        firstSeenAt: null,
        extent: "",
        score: 4 + shares.now - shares.before,
        sentence: `User ${user} is behind ${formatPercent(shares.now)} of the interactions (${plural(n, "interaction")}), ${formatPercent(shares.before)} before.`,
      },
    ];
  });
}
