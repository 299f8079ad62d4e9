import type { Tx } from "@/db/client";
import { add } from "@/lib/signals/cell";
import { groupBy } from "@/lib/model/group-by";
import { SEGMENTS, type SegmentDimension } from "@/lib/signals/segments";
import type { SegmentSums } from "@/lib/stats/rate-decomposition";

import { answeringName } from "./causes/answered-model";
import type { Candidate } from "./causes/candidate";
import { mixShift } from "./causes/mix-shift";
import { weighedOfSample } from "./causes/of-sample";
import { withPromptChange } from "./causes/prompt-change";
import { saidSegments } from "./causes/said-segments";
import type { SampleReader } from "./causes/sample-reader";
import type { Sample } from "./causes/sampled";
import { LEAST, NEARLY_ALL, weigh, type Weighed } from "./causes/weigh";
import { isShare, observe } from "./engine/component";
import { decompose, type Decomposition } from "./engine/decompose";
import type { Model } from "./engine/model";
import { rankSegments, type SegmentRanking } from "./engine/rank-segments";
import { figureOf } from "./figure";
import { readSegments, type Segment, type Segments, type Side } from "./read-segments";
import { cellOf, isJudgement, type SeriesKey, wordsOf } from "./series";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is compared with: so long before it began. */
const BEFORE_MS = 7 * DAY_MS;
const MOST_CANDIDATES = 5;

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
  /** Interactions that were looked at one by one, before and since; null: none, since it would have taken too long. */
  sampled: { before: number; since: number } | null;
  /** Of every dimension with several values, whether these moved. */
  segments: SegmentMove[];
  /** Of the dimension that explains most: other segments came, or the segments changed; parts of the whole change. */
  driver: Decomposition["driver"] | null;
  driverDimension: SegmentDimension | null;
  mixPart: number | null;
}

interface Explained {
  key: SeriesKey;
  model: Model;
  component: string;
  began: { at: number; from: number; to: number };
}

/**
 * Where a change lies and what came just before it: segments that moved and those that did not, new values, another mix of
 * interactions, one user's volume, other tools, documents and clients. The best candidate first; none is an answer, too.
 */
export async function explainDrift(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  key: SeriesKey,
  model: Model,
  { component, began }: { component: string; began: { at: number; from: number; to: number } },
  { nowMs, readSample }: { nowMs: number; readSample: SampleReader },
): Promise<Explanation> {
  const before = { fromMs: began.from - BEFORE_MS, toMs: began.from };
  const cells = await readSegments(tx, project.id, key, before, { fromMs: began.at, toMs: nowMs });
  const sample = await readSample(key, began);
  const measured = measureWith({ key, model, component, began });
  if (measured === null)
    return {
      candidates: [],
      sampled: null,
      segments: [],
      driver: null,
      driverDimension: null,
      mixPart: null,
    };
  const byDimension = groupBy(cells.segments, ({ dimension }) => dimension);
  const divided = divide(byDimension, measured);
  const mixed = divided
    .filter(
      ({ driver, mix, total }) => driver === "mix" && Math.abs(mix.change) >= 0.5 * Math.abs(total.change),
    )
    .toSorted((a, b) => Math.abs(b.mix.change) - Math.abs(a.mix.change))[0];
  const weighing = {
    began,
    unit: wordsOf(key.signal).unit,
    figure: measured.figure,
    sumsOf: measured.sumsOf,
    dispersion: measured.dispersion,
    total: totalOf(cells, measured),
  };
  const weighed = isJudgement(key.signal)
    ? weighedOfSample(sample, saidSegments(cells.segments))
    : [...weighedOfCells(byDimension, sample), ...weighedOfSample(sample)];
  const found = [
    ...weighed.flatMap((one) => weigh(one, weighing) ?? []),
    ...(mixed ? [mixShift(mixed.dimension, mixed.own, mixed.mix.change / mixed.total.change)] : []),
  ];
  const best = distinct(found)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES);
  const candidates: Candidate[] = [];
  for (const one of best)
    candidates.push(
      one.dimension === "prompt_version" && one.firstSeenAt !== null
        ? await withPromptChange(tx, project, one, byDimension.get("prompt_version") ?? [])
        : one,
    );
  const driving =
    mixed ?? divided.toSorted((a, b) => Math.abs(b.within.change) - Math.abs(a.within.change))[0];
  return {
    candidates,
    sampled: sample && {
      before: sample.earlier.length + sample.edge.length,
      since: sample.since.length,
    },
    segments: movesOf(byDimension, measured),
    driver: driving?.driver ?? null,
    driverDimension: driving?.dimension ?? null,
    mixPart: driving && driving.total.change !== 0 ? driving.mix.change / driving.total.change : null,
  };
}

interface Measured {
  sumsOf: (side: Side) => SegmentSums;
  figure: (side: Side) => number | null;
  dispersion: number;
}

/** How sides are measured; null: the model has no such component any more. */
function measureWith({ key, model, component }: Explained): Measured | null {
  const own = model.components.find((one) => one.component.name === component);
  if (own === undefined) return null;
  const watched = own.component;
  return {
    dispersion: own.dispersion,
    figure: (side) => figureOf(side.statistics[key.signal], component, model),
    sumsOf: (side) => {
      const statistic = side.statistics[key.signal];
      if (statistic?.kind !== model.signal.kind) return { n: 0, sum: 0 };
      const { n = 0, sum = 0, squares = 0 } = observe([watched], cellOf(statistic, 0, HOUR_MS))[0] ?? {};
      return isShare(watched) ? { n, sum } : { n, sum, squares };
    },
  };
}

function totalOf({ whole }: Segments, { sumsOf }: Measured): number | null {
  const [before, after] = [sumsOf(whole.before), sumsOf(whole.after)];
  return before.n === 0 || after.n === 0 ? null : after.sum / after.n - before.sum / before.n;
}

/** What each dimension's mix and segments explain. Tags overlap: they are no parts of a whole. */
const divide = (
  byDimension: ReadonlyMap<SegmentDimension, readonly Segment[]>,
  { sumsOf, dispersion }: Measured,
) =>
  [...byDimension]
    // Of what had none of it before, nobody knows whether it would have been the same.
    .filter(([dimension, own]) => dimension !== "tag" && own.length > 1 && wereThere(own))
    .map(([dimension, own]) => ({
      dimension,
      own,
      ...decompose(
        Object.fromEntries(own.map((one) => [one.value, sumsOf(one.before)])),
        Object.fromEntries(own.map((one) => [one.value, sumsOf(one.after)])),
        dispersion,
      ),
    }));

const weighedOfCells = (
  byDimension: ReadonlyMap<SegmentDimension, readonly Segment[]>,
  sample: Sample | null,
): Weighed[] =>
  [...byDimension.values()].flatMap((own) =>
    own.map((segment): Weighed => {
      const others = own.filter((one) => one !== segment);
      const { dimension, value, label } = segment;
      const renamed = dimension === "answered_model" && sample ? answeringName(sample, value) : null;
      return {
        ...segment,
        name: renamed ?? `${SEGMENTS[dimension].label} ${label}`,
        rest: { before: together(others, "before"), after: together(others, "after") },
        // Of parts of a whole the mix says it.
        mayGrow: false,
        recently: { part: 0, whole: 0 },
        isVolume: false,
      };
    }),
  );

const together = (segments: readonly Segment[], side: "before" | "after"): Side =>
  segments.reduce<Side>(
    (sum, one) => ({
      interactions: sum.interactions + one[side].interactions,
      statistics: add(sum.statistics, one[side].statistics),
    }),
    { interactions: 0, statistics: {} },
  );

/** Whether most of what came had a before: else other segments and changed ones are the same. */
function wereThere(own: readonly Segment[]): boolean {
  const [before, after] = (["before", "after"] as const).map((side) =>
    own.reduce((sum, one) => sum + one[side].interactions, 0),
  ) as [number, number];
  const known = own.filter(
    (one) => one.before.interactions >= LEAST && one.before.interactions >= 0.02 * before,
  );
  return known.reduce((sum, one) => sum + one.after.interactions, 0) >= NEARLY_ALL * after;
}

function movesOf(
  byDimension: ReadonlyMap<SegmentDimension, readonly Segment[]>,
  { sumsOf, figure, dispersion }: Measured,
): SegmentMove[] {
  const ranking: SegmentRanking = rankSegments(
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
  return [...byDimension].flatMap(([dimension, own]) => {
    if (own.length < 2) return [];
    const whole = (side: "before" | "after"): number =>
      Math.max(
        1,
        own.reduce((sum, one) => sum + one[side].interactions, 0),
      );
    return own.map((one) => ({
      dimension,
      value: one.value,
      label: one.label,
      before: figure(one.before),
      now: figure(one.after),
      shareBefore: one.before.interactions / whole("before"),
      shareNow: one.after.interactions / whole("after"),
      moved: ranking.named?.dimension === dimension && ranking.named.moved.includes(one.value),
    }));
  });
}

/** A model, its name in answers and its provider are one candidate where they are of the same interactions. */
const FAMILY: readonly string[] = ["model", "provider", "answered_model"];

/** A value that cells and rows both tell of is told once. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of candidates.toSorted(
    (a, b) => FAMILY.indexOf(a.dimension) - FAMILY.indexOf(b.dimension) || b.score - a.score,
  )) {
    const same = kept.some(
      ({ dimension, value, extent }) =>
        (dimension === one.dimension && value === one.value) ||
        (FAMILY.includes(dimension) && FAMILY.includes(one.dimension) && extent === one.extent),
    );
    if (!same) kept.push(one);
  }
  return kept;
}
