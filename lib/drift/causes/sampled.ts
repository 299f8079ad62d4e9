import type { Statistics } from "@/lib/signals/cell";
import type { Interaction } from "@/lib/signals/interaction";
import type { SegmentDimension } from "@/lib/signals/segments";

/** What causes are looked for in: what cells tell apart, and what only rows say. */
export type CauseDimension =
  | SegmentDimension
  | "client"
  | "tool_set"
  | "documents"
  | "document_versions"
  | "index"
  | "user";

/** An interaction that was drawn, with what no cell tells apart. */
export interface Sampled {
  interaction: Interaction;
  startedMs: number;
  user: string | null;
  /** Instrumentation and SDK with their versions. */
  clients: readonly string[];
  /** Tools that the model was offered: name to a hash of the definition; null: not said. */
  tools: ReadonlyMap<string, string> | null;
  /** Documents that were retrieved: id, and a hash of what says the version; null: none, or not read. */
  documents: readonly { id: string; version: string }[] | null;
  /** What documents say of their index: "index_version 7". */
  indexes: readonly string[];
}

/** Interactions of a feature around a change. */
export interface Sample {
  /** Of the week until the hours right before. */
  earlier: readonly Sampled[];
  /** Of the hours right before it began. */
  edge: readonly Sampled[];
  since: readonly Sampled[];
  /** The signal's statistics of some of them. */
  measure: (some: readonly Sampled[]) => Statistics;
}

/** Something that is true of some interactions and not of others. */
export interface Property {
  dimension: CauseDimension;
  value: string;
  label: string;
  /** How a sentence begins: "Client openai 1.2". */
  name: string;
  /** What is said of one that grew, where that is not its share of the interactions. */
  fact?: string;
  has: (one: Sampled) => boolean;
  /** Interactions of which it is known; all, unless told. */
  isKnown?: (one: Sampled) => boolean;
  /** What was seen earlier is what it is told by, so only the hours right before are compared with. */
  isAgainstEarlier?: true;
  /** A load may change what others get. */
  isVolume?: true;
}

/** The most frequent values since, most first. @param most how many */
export function mostFrequent(
  since: readonly Sampled[],
  of: (one: Sampled) => readonly string[],
  most: number,
): string[] {
  const counts = new Map<string, number>();
  for (const one of since)
    for (const value of new Set(of(one))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([value]) => value);
}
