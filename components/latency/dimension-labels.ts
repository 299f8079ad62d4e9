import type { FailureGroup, LatencyDimension } from "@/lib/latency/scope";
import { dimensionOf } from "@/lib/model/filter-params";

/** What a word is called where people read it. */
export const wordLabel = (word: LatencyDimension | FailureGroup): string => dimensionOf(word).label;

/** "by prompt version" */
export const byWord = (word: LatencyDimension | FailureGroup): string =>
  `by ${wordLabel(word).toLowerCase()}`;

/** Names of prompt versions by fingerprint. */
export type VersionNames = Readonly<Record<string, string>>;

/** A value as people read it: a prompt version by its name, nothing as "not set". */
export const valueLabel = (word: string, value: string | null, versions: VersionNames): string =>
  value === null ? "not set" : word === "prompt_version" ? (versions[value] ?? value) : value;
