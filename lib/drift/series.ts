import type { Statistic } from "@/lib/signals/cell";
import { SIGNALS } from "@/lib/signals/registry";
import { SEGMENTS, type SegmentDimension } from "@/lib/signals/segments";
import type { Signal, Unit } from "@/lib/signals/signal";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import type { Cell, Signal as Watched } from "./engine/cell";

/** Interactions of a feature in an environment, or those of one of its segments. */
export interface Population {
  feature: string;
  /** '': unknown. */
  environment: string;
  /** '': the whole feature. */
  dimension: string;
  value: string;
}

/** What is watched: one signal of one population. */
export interface SeriesKey extends Population {
  signal: string;
}

export const textOfKey = ({ feature, environment, dimension, value, signal }: SeriesKey): string =>
  JSON.stringify([feature, environment, dimension, value, signal]);

/** What people read of a signal; judgements are signals by the name of their score. */
export interface SignalWords {
  name: string;
  label: string;
  unit: Unit;
  words: { up: string; down: string };
}

/** The signal whose categories have numbers for names. */
export const TOPICS = "topics";

const BY_NAME = new Map<string, Signal>(SIGNALS.map((signal) => [signal.name, signal]));
const SCORE = "score:";

/** Of people and programs, by the name of the score. */
export const isJudgement = (signal: string): boolean => signal.startsWith(SCORE);
export const scoreOf = (signal: string): string =>
  isJudgement(signal) ? signal.slice(SCORE.length) : signal;

export function wordsOf(name: string): SignalWords {
  const signal = BY_NAME.get(name);
  if (signal) {
    const { label, unit, words } = signal;
    return { name, label, unit, words };
  }
  const score = scoreOf(name);
  return {
    name,
    label: `Score ${score}`,
    unit: "score",
    words: { up: `scores of ${score} rise`, down: `scores of ${score} fall` },
  };
}

/** How a signal is watched; scores have the kind that their cells have. */
export const watchedAs = (name: string, kind: Statistic["kind"]): Watched => ({
  kind,
  direction: BY_NAME.get(name)?.direction ?? "both",
});

/** A stored statistic as the engine reads it. */
export const cellOf = (statistic: Statistic, at: number, lengthMs: number): Cell => ({
  at,
  lengthMs,
  ...statistic,
});

/** "support in production, model gpt-4o". */
export function placeOf(key: Omit<SeriesKey, "signal">): string {
  const segment = segmentText(key);
  const { feature, environment } = key;
  return `${feature === "" ? "no feature" : feature}${environment === "" ? "" : ` in ${environment}`}${segment === "" ? "" : `, ${segment}`}`;
}

/** "model gpt-4o"; '' of a whole feature. */
export const segmentText = ({ dimension, value }: Pick<SeriesKey, "dimension" | "value">): string =>
  dimension === ""
    ? ""
    : `${SEGMENTS[dimension as SegmentDimension].label.toLowerCase()} ${dimension === "prompt_version" ? formatFingerprint(value).slice(0, 8) : value}`;
