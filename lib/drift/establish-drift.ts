import type { Tx } from "@/db/client";
import type { Established } from "@/lib/findings/finding";
import type { FindingProject } from "@/lib/findings/enqueue-incident";
import type { Course } from "@/lib/notify/course";
import { add, type Statistic } from "@/lib/signals/cell";
import { FINE } from "@/lib/signals/make-cells";
import type { SegmentDimension } from "@/lib/signals/segments";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import type { SampleReader } from "./causes/sample-reader";
import { describeChange, type ChangeDescription } from "./engine/describe-change";
import type { Model } from "./engine/model";
import type { Finding } from "./engine/state";
import { type Explanation, explainDrift } from "./explain-drift";
import { figureOf, formatFigure, quantileName } from "./figure";
import { readCells } from "./read-cells";
import { keepTopics, readTopics, topicLabel } from "./topics/name-topics";
import { wordsOfTopics } from "./topics/topic-words";
import { cellOf, placeOf, type SeriesKey, TOPICS, wordsOf } from "./series";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEFORE_MS = 7 * DAY_MS;

/** What a finding of drift knows: `detail` of `findings`. Times are ISO. */
export interface DriftDetail extends SeriesKey, Explanation {
  label: string;
  component: string;
  /** What people read for the component: a topic's words. */
  componentLabel: string;
  direction: "up" | "down";
  /** The figure that people know it by, in the week before and since; null: nothing was counted. */
  before: number | null;
  now: number | null;
  unit: ReturnType<typeof wordsOf>["unit"];
  /** "p90" of a distribution. */
  quantile: string | null;
  /** By how much what is watched changed, always valid at 95 %. */
  change: ChangeDescription["change"] | null;
  changeUnit: ChangeDescription["unit"] | null;
  began: { at: string; from: string; to: string };
  detectedAt: string;
  /** The figure by hour of the last day, as messages draw it. */
  sparkline: number[];
  course: Course;
}

/** A series of `findings`. */
export const ruleKeyOf = ({ feature, environment, dimension, value, signal }: SeriesKey): string =>
  JSON.stringify([signal, feature, environment, ...(dimension === "" ? [] : [dimension, value])]);

/** What is to be told of a series that began to drift: what moved, since when, by how much, and why, as far as is known. */
export async function establishDrift(
  tx: Tx,
  project: FindingProject & { shardKeys: readonly number[] },
  key: SeriesKey,
  model: Model,
  finding: Finding,
  { nowMs, readSample }: { nowMs: number; readSample: SampleReader },
): Promise<Established<DriftDetail>> {
  const cells = await readCells(tx, project.id, key, FINE, {
    fromMs: finding.detectedAt - BEFORE_MS,
    toMs: nowMs,
  });
  const own = cells.flatMap(({ at, lengthMs, statistics }) => {
    const statistic = statistics[key.signal];
    return statistic?.kind === model.signal.kind
      ? [{ statistic, cell: cellOf(statistic, at, lengthMs) }]
      : [];
  });
  const described = describeChange(
    model,
    finding,
    own.map(({ cell }) => cell),
  );
  const began = described?.began ?? { at: finding.began.at, from: finding.began.at, to: finding.detectedAt };
  const sum = (fromMs: number, toMs: number): Statistic | undefined =>
    own
      .filter(({ cell }) => cell.at >= fromMs && cell.at < toMs)
      .reduce((all, { statistic }) => add(all, { it: statistic }), {} as Record<string, Statistic>)["it"];
  const figures = {
    before: figureOf(sum(0, began.at), finding.component, model),
    now: figureOf(sum(began.at, Infinity), finding.component, model),
  };
  const { label, unit, words } = wordsOf(key.signal);
  const quantile = quantileName(model.signal.kind, finding.component);
  const explanation = await explainDrift(
    tx,
    project,
    key,
    model,
    { component: finding.component, began },
    { nowMs, readSample },
  );
  const iso = (ms: number): string => new Date(ms).toISOString();
  const place = placeOf(key);
  const componentLabel =
    key.signal === TOPICS
      ? await topicOfFinding(tx, project.id, key, finding.component, { began, nowMs, readSample })
      : finding.component;
  const category = model.signal.kind === "mix" ? ` (${componentLabel})` : "";
  const moved =
    figures.before === null || figures.now === null
      ? ""
      : `: ${quantile === null ? "" : `${quantile} `}${formatFigure(figures.before, unit)} → ${formatFigure(figures.now, unit)}`;
  const firstHour = Math.max(began.at - DAY_MS, finding.detectedAt - BEFORE_MS);
  const hours = hoursOf(firstHour, nowMs).map((ms) =>
    figureOf(sum(ms, ms + HOUR_MS), finding.component, model),
  );
  return {
    ruleId: 0,
    series: ruleKeyOf(key),
    key: iso(finding.detectedAt),
    level: "warning",
    title: `${place}: ${words[finding.direction]}${category}${moved}`,
    link: `/p/${project.slug}/drift?${new URLSearchParams({ feature: key.feature, environment: key.environment, signal: key.signal })}`,
    detail: {
      ...key,
      ...explanation,
      label,
      component: finding.component,
      componentLabel,
      direction: finding.direction,
      ...figures,
      unit,
      quantile,
      change: described?.change ?? null,
      changeUnit: described?.unit ?? null,
      began: { at: iso(began.at), from: iso(began.from), to: iso(began.to) },
      detectedAt: iso(finding.detectedAt),
      sparkline: hours.slice(-24).flatMap((value) => value ?? []),
      course: {
        name: `${quantile === null ? "" : `${quantile} `}${label}${category}`,
        from: iso(nowMs - hours.length * HOUR_MS),
        step_ms: HOUR_MS,
        values: hours,
        expected:
          figures.before === null
            ? null
            : {
                low: figures.before,
                high: figures.before,
                words: `before ${formatFigure(figures.before, unit)}`,
              },
      },
    },
    affected: affectedBy(key, finding, figures.before),
    beganAtMs: began.at,
    beganAfterMs: began.from,
    beganBeforeMs: began.to,
    cause: {
      key: `drift ${JSON.stringify([key.feature, key.environment])}`,
      title: `${placeOf({ ...key, dimension: "" })}: ${words[finding.direction]}${category}`,
      tell: true,
    },
  };
}

/** A topic's words by what was asked around the change, since one that is new has no name yet. */
async function topicOfFinding(
  tx: Tx,
  projectId: number,
  key: SeriesKey,
  topic: string,
  {
    began,
    nowMs,
    readSample,
  }: { began: { at: number; from: number }; nowMs: number; readSample: SampleReader },
): Promise<string> {
  const sample = await readSample(key, began);
  const asked = sample === null ? [] : [...sample.earlier, ...sample.edge, ...sample.since];
  const named = wordsOfTopics(
    asked.flatMap(({ interaction: { texts }, user }) => (texts?.input ? [{ text: texts.input, user }] : [])),
  );
  await keepTopics(tx, projectId, key, named, nowMs);
  return topicLabel(topic, named.get(topic) ?? (await readTopics(tx, projectId, key, [topic])).get(topic));
}

/** Starts of the hours that end with `toMs`, a day at least. */
function hoursOf(fromMs: number, toMs: number): number[] {
  const count = Math.max(24, Math.ceil((toMs - fromMs) / HOUR_MS));
  return Array.from({ length: count }, (_, hour) => toMs - (count - hour) * HOUR_MS);
}

/** Parameters of the list of traces by dimension. */
const PARAMETERS: Partial<Record<SegmentDimension, string>> = {
  prompt_version: "answer_prompt_version",
  model: "answer_model",
  provider: "answer_provider",
  release: "release",
  service: "service",
  tag: "tag",
};

/** Query of the list of traces that are affected: of the segment, and of the outcome that became more frequent. */
function affectedBy(
  { feature, environment, dimension, value, signal }: SeriesKey,
  { component, direction }: Finding,
  before: number | null,
): string {
  const query = new URLSearchParams({ feature });
  if (environment !== "") query.set("environment", environment);
  const parameter = PARAMETERS[dimension as SegmentDimension];
  if (parameter) query.set(parameter, dimension === "prompt_version" ? formatFingerprint(value) : value);
  if (direction === "up" && signal === "failed") query.set("status", "error");
  if (signal === "failures" && direction === "up" && component !== "other") query.set("failure", component);
  if (signal === "tools" && direction === "up" && component !== "other") query.set("tool", component);
  const slow = { latency: "min_duration_ms", ttft: "min_ttft_ms" }[signal];
  if (slow && direction === "up" && before !== null) query.set(slow, String(Math.round(before / 1e6)));
  return query.toString();
}
